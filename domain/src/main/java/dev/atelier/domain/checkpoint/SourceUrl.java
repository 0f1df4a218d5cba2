package dev.atelier.domain.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The URL that a model file is fetched from: an absolute http or https URL of at most 4096 characters that names a host
 * and no user or password. Whether the host may be reached is not checked here.
 */
public record SourceUrl(URI uri) {

    private static final int MAX_LENGTH = 4096;
    private static final char UNDECODABLE = '\ufffd';

    public SourceUrl {
        if (uri.toString().length() > MAX_LENGTH) {
            throw rejected(uri.toString(), "is longer than " + MAX_LENGTH + " characters");
        }
        if (!"http".equalsIgnoreCase(uri.getScheme()) && !"https".equalsIgnoreCase(uri.getScheme())) {
            throw rejected(uri.toString(), "is neither http nor https");
        }
        if (uri.getRawUserInfo() != null
                || uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            throw rejected(uri.toString(), "holds a user or password, which is not allowed");
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw rejected(uri.toString(), "has no host, or an invalid host or port");
        }
    }

    /** Parses a URL as people write it, encoding what browsers encode. */
    public static SourceUrl parse(String text) {
        return new SourceUrl(uri(text));
    }

    /** The URL that a reference in a response for this one stands for, such as that of a redirect. */
    public SourceUrl resolve(String reference) {
        URI read = uri(reference);
        boolean isQuery = read.getScheme() == null
                && read.getRawAuthority() == null
                && read.getRawPath().isEmpty()
                && read.getRawQuery() != null;
        // URI would drop the end of the path
        return isQuery ? parse(this + "?" + read.getRawQuery()) : new SourceUrl(uri.resolve(read));
    }

    private static URI uri(String text) {
        try {
            return new URI(UrlEncoder.encode(text));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw rejected(text, "cannot be read as one");
        }
    }

    /** The host without the brackets of IPv6 addresses, and without the trailing dot of a full name. */
    public String host() {
        String host = uri.getHost();
        if (host.startsWith("[")) {
            return host.substring(1, host.length() - 1);
        }
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** The last segment of the path, decoded; empty when it cannot be a file name. */
    public Optional<CheckpointFileName> fileName() {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replace("+", "%2B");
        String utf8 = URLDecoder.decode(path, StandardCharsets.UTF_8);
        String decoded = utf8.indexOf(UNDECODABLE) < 0 ? utf8 : URLDecoder.decode(path, StandardCharsets.ISO_8859_1);
        return CheckpointFileName.parse(decoded.substring(decoded.lastIndexOf('/') + 1));
    }

    /** The URL without its query, where download servers expect secrets. */
    @Override
    public String toString() {
        return uri.getScheme() + "://" + uri.getRawAuthority() + (uri.getRawPath() == null ? "" : uri.getRawPath());
    }

    private static InvalidRequestException rejected(String url, String why) {
        String shown = url.replaceFirst("//[^/]*@", "//…@");
        return new InvalidRequestException("the URL " + TextSanitizer.quote(shown) + " " + why
                + "; allowed are http and https URLs of public hosts, without user and password");
    }
}
