package dev.atelier.localgpu.webui;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Base URL and basic authentication of a node. Credentials are sent preemptively, as WebUI's 401 names no scheme. */
final class WebUiAddress {

    private final String root;
    private final Optional<String> authorization;

    private WebUiAddress(String root, Optional<String> authorization) {
        this.root = root;
        this.authorization = authorization;
    }

    /** Reads {@code http[s]://[user:password@]host[:port][/path]}. */
    static WebUiAddress of(URI base) {
        if (base.getHost() == null || !("http".equals(base.getScheme()) || "https".equals(base.getScheme()))) {
            throw new IllegalArgumentException(
                    "a node's address is http://[user:password@]host[:port][/path], or the same with https");
        }
        String port = base.getPort() < 0 ? "" : ":" + base.getPort();
        String path = base.getRawPath().replaceAll("/+$", "");
        return new WebUiAddress(base.getScheme() + "://" + base.getHost() + port + path, basic(base.getUserInfo()));
    }

    private static Optional<String> basic(String login) {
        if (login == null) {
            return Optional.empty();
        }
        String pair = login.contains(":") ? login : login + ":";
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    /** Without user and password, and without a slash at the end. */
    URI url() {
        return URI.create(root);
    }

    /** Requests uncompressed responses: compressing base64 costs time and saves little. */
    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + path))
                .header("Accept", "application/json")
                .header("Accept-Encoding", "identity");
        authorization.ifPresent(value -> request.header("Authorization", value));
        return request;
    }
}
