{ enable = true };
