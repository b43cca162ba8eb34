enable = true;
port = 3000;
