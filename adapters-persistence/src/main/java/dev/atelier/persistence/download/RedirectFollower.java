package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.ImportFailedException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Set;

/** Follows redirects, each of which is checked like the URL that a client gave. */
final class RedirectFollower {

    private static final int MAX = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final ImportHttpClient web;
    private final HostAllowlist hosts;

    RedirectFollower(ImportHttpClient web, HostAllowlist hosts) {
        this.web = web;
        this.hosts = hosts;
    }

    /** The answer at the end of all redirects. */
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
            throw new ImportFailedException(from + " redirects to nowhere");
        }
        try {
            URI resolved = from.uri().resolve(new URI(readable(location)));
            return new SourceUrl(resolved);
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new ImportFailedException(from + " redirects to what is no URL", e);
        } catch (InvalidRequestException e) {
            throw new ImportFailedException(from + " redirects elsewhere: " + e.getMessage(), e);
        }
    }

    /** Some servers write spaces and the like into their Location; browsers escape them. */
    private static String readable(String location) {
        StringBuilder escaped = new StringBuilder();
        for (char c : location.trim().toCharArray()) {
            escaped.append(" \"<>\\^`{|}".indexOf(c) >= 0 ? String.format("%%%02X", (int) c) : String.valueOf(c));
        }
        return escaped.toString();
    }
}
