{
  services.pds-dash = {
    enable = true;
    settings.PORT = 4321;
    # setupNginx = true;
  };
}
