module modules {}
