"""English: hours up to 24, which end no sentence with two full stops ("p.m..") and read alike everywhere."""

DATETIME_FORMAT = "N j, Y, H:i"
TIME_FORMAT = "H:i"
