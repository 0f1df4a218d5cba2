package dev.atelier.rest;

import dev.atelier.domain.CidrBlock;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.util.DefaultHttpHostResolver;
import io.micronaut.http.server.util.HttpHostResolver;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The URL under which a client reached this service: as reported by a trusted proxy, else from the {@code Host} header.
 * Thread-safe.
 */
@Singleton
@Replaces(DefaultHttpHostResolver.class)
class RequestOrigin implements HttpHostResolver {

    private static final Map<String, String> DEFAULT_PORTS = Map.of("http", "80", "https", "443");

    private final List<CidrBlock> trustedProxies;

    RequestOrigin(RestSettings settings) {
        trustedProxies = settings.proxyNetworks();
    }

    /**
     * Scheme, host, port unless it is the scheme's default, and a path where the proxy reports one; without a trailing
     * slash.
     */
    String of(HttpRequest<?> request) {
        ForwardedHeaders forwarded =
                isTrusted(request) ? ForwardedHeaders.of(request.getHeaders()) : ForwardedHeaders.NONE;
        String scheme = forwarded.scheme().orElse(request.isSecure() ? "https" : "http");
        String host = forwarded.host().orElseGet(() -> host(request));
        int colon = host.indexOf(':', host.lastIndexOf(']') + 1);
        String name = colon < 0 ? host : host.substring(0, colon);
        String port = forwarded
                .port()
                .or(() -> Optional.of(host.substring(name.length() + (colon < 0 ? 0 : 1))))
                .filter(number -> !number.isEmpty() && !number.equals(DEFAULT_PORTS.get(scheme)))
                .map(number -> ":" + number)
                .orElse("");
        return scheme + "://" + name + port + forwarded.prefix().orElse("");
    }

    /**
     * Replaces the framework's own resolver, which trusts every peer and fails on an IPv6 literal in {@code Forwarded}.
     */
    @Override
    @SuppressWarnings("rawtypes")
    public String resolve(@Nullable HttpRequest request) {
        return request == null ? "http://localhost" : of(request);
    }

    private boolean isTrusted(HttpRequest<?> request) {
        InetAddress peer = request.getRemoteAddress().getAddress();
        return peer != null && trustedProxies.stream().anyMatch(network -> network.contains(peer));
    }

    /** Without a usable header: the local address of the connection. */
    private static String host(HttpRequest<?> request) {
        return Optional.ofNullable(request.getHeaders().get(HttpHeaders.HOST))
                .filter(ForwardedHeaders::isHost)
                .orElseGet(() -> address(request.getServerAddress()));
    }

    private static String address(InetSocketAddress server) {
        String host = server.getAddress().getHostAddress();
        String literal = host.contains(":") ? "[" + host.replaceFirst("%.*", "") + "]" : host;
        return literal + ":" + server.getPort();
    }
}
