{
  services.tangled.appview = {
    enable = true;
    appviewHost = "https://tangled.example.com";
    # TANGLED_COOKIE_SECRET and more
    environmentFile = "/run/secrets/appview.env";
    # listenAddr = "127.0.0.1:3000";
  };
}
