package dev.atelier.localgpu.demo;

import com.sun.net.httpserver.HttpExchange;
import dev.atelier.localgpu.node.NodeUrl;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The password of one node: random, generated at start-up and known to this process only. It is required as HTTP Basic, like
 * SD WebUI's {@code --api-auth}, so that other processes of this machine cannot use the node.
 */
final class AccessToken {

    private static final String USER = "atelier";
    private static final int BYTES = 32;

    private final String login;
    private final byte[] expected;

    private AccessToken(String login) {
        this.login = login;
        this.expected = bytes("Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    }

    static AccessToken random() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        return new AccessToken(USER + ":" + HexFormat.of().formatHex(secret));
    }

    /** The URL of a node that listens at this address, with the token in it. */
    NodeUrl url(InetSocketAddress address) {
        return new NodeUrl(
                URI.create("http://" + login + "@" + address.getAddress().getHostAddress() + ":" + address.getPort()));
    }

    /** @throws WebUiErrorException 401 if the request does not carry the token */
    void require(HttpExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        if (given == null || !MessageDigest.isEqual(bytes(given), expected)) {
            throw WebUiErrorException.http(401, "Incorrect username or password");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "…";
    }
}
