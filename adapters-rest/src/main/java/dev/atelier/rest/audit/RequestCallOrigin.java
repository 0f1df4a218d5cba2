package dev.atelier.rest.audit;

import dev.atelier.application.audit.CallOrigin;
import dev.atelier.rest.ClientAddress;
import dev.atelier.rest.access.KeyNames;
import dev.atelier.rest.envelope.RequestIdFilter;
import io.micronaut.http.context.ServerRequestContext;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The HTTP request that the present thread handles. */
@Singleton
final class RequestCallOrigin implements CallOrigin {

    private final ClientAddress addresses;

    RequestCallOrigin(ClientAddress addresses) {
        this.addresses = addresses;
    }

    @Override
    public Origin current() {
        return ServerRequestContext.currentRequest()
                .map(request -> new Origin(
                        KeyNames.of(request), Optional.of(RequestIdFilter.of(request)), addresses.of(request)))
                .orElse(Origin.NONE);
    }
}
