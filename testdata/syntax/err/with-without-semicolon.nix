{ lib }: with lib { a = 1; }
