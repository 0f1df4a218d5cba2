package dev.atelier.domain.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.UserName;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * That there is a secret for imports from a host. The secret itself is not part of it.
 *
 * @param host as {@link #hostOf} writes it
 * @param owner whose imports it is for; empty: those of all users
 * @param parameter the query parameter that has the secret; empty unless the kind is that
 */
public record ImportCredential(
        UUID id,
        String host,
        Optional<UserName> owner,
        Kind kind,
        String parameter,
        Instant created,
        Optional<Instant> lastUsed) {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int MAX_LENGTH = 255;
    private static final String PARAMETER = "[A-Za-z0-9._~-]{1,64}";

    /** How the secret is sent. */
    public enum Kind {
        /** In the header {@code Authorization}. */
        BEARER,
        /** In the query of the URL. */
        QUERY;

        /** In the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** - */
        public static Kind of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new InvalidRequestException("kind " + TextSanitizer.quote(word)
                            + " is not one of "
                            + Arrays.stream(values()).map(Kind::word).toList()));
        }
    }

    public ImportCredential {
        if (kind == Kind.QUERY ? !parameter.matches(PARAMETER) : !parameter.isEmpty()) {
            throw new InvalidRequestException("parameter " + TextSanitizer.quote(parameter)
                    + " is not allowed: with the kind query 1 to 64 letters, digits and . _ ~ -, else none");
        }
    }

    /**
     * The host that people write, with a port where it is not the usual one.
     *
     * @throws InvalidRequestException if it is no host
     */
    public static String parseHost(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty() || stripped.matches(".*[/?#\\\\@\\s].*")) {
            throw notAHost(text);
        }
        SourceUrl url = SourceUrl.parse("https://" + stripped + "/");
        if (url.uri().getPort() == HTTP) {
            throw new InvalidRequestException(
                    "host " + TextSanitizer.quote(text) + " names the usual port of http; leave that out");
        }
        String host = hostOf(url);
        if (host.length() > MAX_LENGTH) {
            throw notAHost(text);
        }
        return host;
    }

    /** The host of a URL in lower case, with its port unless that is the usual one of http or https. */
    public static String hostOf(SourceUrl url) {
        URI uri = url.uri();
        String host = url.host().toLowerCase(Locale.ROOT);
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        int usual = "https".equalsIgnoreCase(uri.getScheme()) ? HTTPS : HTTP;
        return uri.getPort() < 0 || uri.getPort() == usual ? name : name + ":" + uri.getPort();
    }

    private static InvalidRequestException notAHost(String text) {
        return new InvalidRequestException("host " + TextSanitizer.quote(text)
                + " is not a host; allowed is one of at most " + MAX_LENGTH
                + " characters, such as models.example or models.example:8443");
    }
}
