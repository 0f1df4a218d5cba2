package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.ImportFailedException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.io.IOException;
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
            return from.resolve(HeaderText.reference(location));
        } catch (InvalidRequestException e) {
            throw new ImportFailedException(from + " redirects to a URL that is not allowed: " + e.getMessage(), e);
        }
    }
}
