package dev.atelier.rest.access;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Unauthenticated;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.JsonBody;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.AnnotatedRequestArgumentBinder;
import io.micronaut.http.bind.binders.PostponedRequestArgumentBinder;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Finds the caller of an operation. It is postponed, so that it runs where the operation itself runs: on a thread that may
 * wait for the database, with the body at hand.
 */
@Singleton
class CallerBinder implements AnnotatedRequestArgumentBinder<Acting, Caller>, PostponedRequestArgumentBinder<Caller> {

    private final AuthenticateCaller authenticate;

    CallerBinder(AuthenticateCaller authenticate) {
        this.authenticate = authenticate;
    }

    @Override
    public Class<Acting> getAnnotationType() {
        return Acting.class;
    }

    @Override
    public BindingResult<Caller> bind(ArgumentConversionContext<Caller> context, HttpRequest<?> request) {
        AnnotationMetadata operation = context.getAnnotationMetadata();
        Optional<UserName> named = NamedUser.in(request.getHeaders()).or(() -> inBody(operation, request));
        if (named.isEmpty() && operation.isTrue(Acting.class, "required")) {
            throw new Unauthenticated("Unauthorized");
        }
        ApiKey key = request.getAttribute(ApiKeyFilter.KEY, ApiKey.class).orElseThrow();
        Caller caller = authenticate.caller(key, named);
        return () -> Optional.of(caller);
    }

    private static Optional<UserName> inBody(AnnotationMetadata operation, HttpRequest<?> request) {
        return operation
                .stringValue(Acting.class, "orBodyField")
                .filter(name -> !name.isEmpty())
                .flatMap(name -> JsonBody.fields(request.getBody(JsonBody.class).orElse(null))
                        .optionalText(name)
                        .map(NamedUser::named));
    }
}
