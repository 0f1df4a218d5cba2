package dev.atelier.rest.sdapi;

import dev.atelier.rest.envelope.FilterOrder;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Changes of options that are under way. Some clients choose a model and generate at once, without waiting for the answer, so a
 * generation waits for the changes that arrived before it from the same client, which is recognized by its credentials.
 */
@SdapiEnabled
@ServerFilter("/sdapi/v1/options")
class OptionWrites implements Ordered {

    private static final String WRITE = "atelier.option-write";

    /** After that a change counts as done, whatever became of it. */
    private static final long MAX_SECONDS = 10;

    private final Map<String, CompletableFuture<Void>> latest = new ConcurrentHashMap<>();

    @RequestFilter
    void begin(HttpRequest<?> request) {
        if (request.getMethod() == HttpMethod.POST) {
            String client = client(request);
            CompletableFuture<Void> write = new CompletableFuture<>();
            CompletableFuture<Void> all =
                    latest.merge(client, write, (earlier, own) -> CompletableFuture.allOf(earlier, own));
            write.completeOnTimeout(null, MAX_SECONDS, TimeUnit.SECONDS);
            all.whenComplete((done, failure) -> latest.remove(client, all));
            request.setAttribute(WRITE, write);
        }
    }

    @ResponseFilter
    void end(HttpRequest<?> request) {
        request.getAttribute(WRITE, CompletableFuture.class)
                .ifPresent(write -> ((CompletableFuture<?>) write).complete(null));
    }

    /** Waits for what was under way; never fails. */
    void await(HttpRequest<?> request) {
        CompletableFuture<Void> write = latest.get(client(request));
        if (write != null) {
            write.join();
        }
    }

    /** Whether any is under way. */
    boolean isUnderWay() {
        return !latest.isEmpty();
    }

    private static String client(HttpRequest<?> request) {
        HttpHeaders headers = request.getHeaders();
        return headers.get(HttpHeaders.AUTHORIZATION) + "\n" + headers.get("x-api-key") + "\n"
                + headers.get("username");
    }

    @Override
    public int getOrder() {
        return FilterOrder.BROWSER;
    }
}
