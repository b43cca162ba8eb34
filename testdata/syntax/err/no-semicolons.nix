{
  networking.firewall.allowedTCPPorts = [ 80, 443 ];
  services.nginx = {
    enable = true
    virtualHosts."x" = {
      root = /var/www
    }
  }
}
