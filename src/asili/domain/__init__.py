"""One app for each subject, in the words of the workshop; a lower one knows no higher one."""
