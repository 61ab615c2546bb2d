"""The models of these tests: tables are made on the database under test, never by migrations."""

import uuid

from django.contrib.gis.db import models


class Place(models.Model):
    """A point in longitude and latitude, among columns of many types."""

    name = models.CharField(max_length=40)
    remark = models.TextField(blank=True)
    grams = models.PositiveBigIntegerField(default=0)
    grade = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    seen_on = models.DateField(null=True)
    noted_at = models.DateTimeField(null=True)
    active = models.BooleanField(default=True)
    key = models.UUIDField(default=uuid.uuid4)
    point = models.PointField()

    class Meta:
        app_label = "landscape"


class Zone(models.Model):
    """Areas in metres (UTM 35 south), and a point that may be missing."""

    name = models.CharField(max_length=40)
    outline = models.MultiPolygonField(srid=32735)
    site = models.PointField(srid=32735, null=True)

    class Meta:
        app_label = "landscape"


class Road(models.Model):
    """Lines in metres, without a spatial index."""

    name = models.CharField(max_length=40)
    course = models.LineStringField(srid=32735, spatial_index=False)

    class Meta:
        app_label = "landscape"


class Landmark(models.Model):
    """A key that is no integer: no spatial index can be kept."""

    code = models.UUIDField(primary_key=True, default=uuid.uuid4)
    point = models.PointField()

    class Meta:
        app_label = "landscape"


MODELS = (Place, Zone, Road, Landmark)
