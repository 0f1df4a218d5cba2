package dev.atelier.localgpu.node;

import dev.atelier.application.ConfigurationChecks;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/**
 * The base URL of an SD WebUI server. User and password are never printed.
 *
 * @param base {@code http} or {@code https} with a host, without a slash at the end
 */
public record NodeUrl(URI base) {

    private static final String ALLOWED =
            "the base URL of an SD WebUI server such as http://gpu1:7860 or http://user:password@gpu1:7860";

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Reads the value of a setting. */
    public static NodeUrl parse(String key, String text) {
        try {
            URI uri = new URI(text.strip().replaceAll("/+$", ""));
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean plain = uri.getRawQuery() == null && uri.getRawFragment() == null;
            boolean whole =
                    uri.getHost() != null && !uri.getRawPath().contains("@"); // which ends a password with a slash
            ConfigurationChecks.require(http && plain && whole, key, masked(text), ALLOWED);
            return new NodeUrl(uri);
        } catch (URISyntaxException e) {
            // The exception would repeat the password.
            throw ConfigurationChecks.rejected(key, masked(text), ALLOWED);
        }
    }

    /**
     * The name of the node: host, port and path, the same in all replicas. A loopback address is another node on each
     * machine, so the machine's name is added.
     */
    public String name() {
        String host = base.getHost().toLowerCase(Locale.ROOT);
        int scheme = base.getScheme().equals("https") ? 443 : 80;
        String name = host + ":" + (base.getPort() < 0 ? scheme : base.getPort()) + base.getRawPath();
        return LOOPBACK.contains(host) ? name + "@" + machine() : name;
    }

    @Override
    public String toString() {
        return masked(base.toString());
    }

    private static String masked(String text) {
        return text.replaceFirst("(?s)^([^/]*//)?.*@", "$1…@");
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "here";
        }
    }
}
