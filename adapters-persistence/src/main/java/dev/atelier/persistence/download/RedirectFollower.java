package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.ImportFailedException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Set;

/** Follows redirects; each target is checked like a URL from a client. */
final class RedirectFollower {

    private static final int MAX = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final ImportHttpClient web;
    private final HostAllowlist hosts;

    RedirectFollower(ImportHttpClient web, HostAllowlist hosts) {
        this.web = web;
        this.hosts = hosts;
    }

    /** The response after all redirects. */
    record FinalResponse(SourceUrl url, ImportHttpClient.Exchange exchange) {}

    FinalResponse follow(SourceUrl start, Map<String, String> headers, Deadline deadline)
            throws ImportFailedException, IOException {
        SourceUrl url = start;
        for (int hop = 0; hop <= MAX; hop++) {
            hosts.require(url);
            ImportHttpClient.Exchange exchange = web.get(url.uri(), headers, deadline);
            if (!REDIRECTS.contains(exchange.response().getCode())) {
                return new FinalResponse(url, exchange);
            }
            try (exchange) {
                url = next(url, exchange.header("Location"));
            }
        }
        throw new ImportFailedException(start + " redirects more than " + MAX + " times");
    }

    private static SourceUrl next(SourceUrl from, String location) throws ImportFailedException {
        if (location == null) {
            throw new ImportFailedException(from + " redirects without a Location");
        }
        try {
            URI resolved = from.uri().resolve(new URI(readable(location)));
            return new SourceUrl(resolved);
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new ImportFailedException(from + " redirects to an invalid URL", e);
        } catch (InvalidRequestException e) {
            throw new ImportFailedException(from + " redirects to a URL that is not allowed: " + e.getMessage(), e);
        }
    }

    /** Some servers write spaces and the like unescaped into Location; browsers escape them. */
    private static String readable(String location) {
        StringBuilder escaped = new StringBuilder();
        for (char c : location.trim().toCharArray()) {
            escaped.append(" \"<>\\^`{|}".indexOf(c) >= 0 ? String.format("%%%02X", (int) c) : String.valueOf(c));
        }
        return escaped.toString();
    }
}
