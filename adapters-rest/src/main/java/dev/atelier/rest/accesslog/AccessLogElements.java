package dev.atelier.rest.accesslog;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.server.netty.handler.accesslog.element.ConnectionMetadata;
import io.micronaut.http.server.netty.handler.accesslog.element.LogElement;
import io.micronaut.http.server.netty.handler.accesslog.element.LogElementBuilder;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.util.Set;

/**
 * Parts of the access log's lines that the framework has only with more than should be there: {@code %P}, the path without the
 * query, which may hold signatures, and {@code %R}, the address of the connection, neither looked up as a name nor taken from a
 * header. Found by the framework as a service.
 */
public final class AccessLogElements implements LogElementBuilder {

    private static final String NONE = "-";

    @Override
    public @Nullable LogElement build(String token, @Nullable String parameter) {
        if (parameter != null) {
            return null;
        }
        return switch (token) {
            case "P" -> new Part((connection, uri) -> path(uri));
            case "R" -> new Part((connection, uri) -> address(connection));
            default -> null;
        };
    }

    static String path(String uri) {
        int end = uri.indexOf('?');
        return end < 0 ? uri : uri.substring(0, end);
    }

    private static String address(ConnectionMetadata connection) {
        return connection
                .remoteAddress()
                .filter(InetSocketAddress.class::isInstance)
                .map(address -> ((InetSocketAddress) address).getAddress())
                .map(address -> address.getHostAddress())
                .orElse(NONE);
    }

    /** What a part is made of. */
    private interface Source {

        String of(ConnectionMetadata connection, String uri);
    }

    /** A part that is known once the request's headers are. Has no state, so that copies are not needed. */
    private record Part(Source source) implements LogElement {

        @Override
        public Set<Event> events() {
            return Event.REQUEST_HEADERS_EVENTS;
        }

        @Override
        public String onRequestHeaders(
                ConnectionMetadata connection, String method, HttpHeaders headers, String uri, String protocol) {
            return source.of(connection, uri);
        }

        @Override
        public LogElement copy() {
            return this;
        }
    }
}
