"""One app for each subject, in the words of the workshop; lower apps know nothing of higher ones."""
