{ pkgs }: { a = ${pkgs}.hello; b = 1; }
