package dev.atelier.rest.access;

import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.access.Credential;
import dev.atelier.application.access.UserLogin;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UnauthenticatedException;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.LazyJsonBody;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.AnnotatedRequestArgumentBinder;
import io.micronaut.http.bind.binders.PostponedRequestArgumentBinder;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Determines the caller of an operation. Deferred, so that it runs where the operation itself runs: on a thread that
 * may block, with the body available.
 */
@Singleton
class CallerArgumentBinder
        implements AnnotatedRequestArgumentBinder<CurrentCaller, Caller>, PostponedRequestArgumentBinder<Caller> {

    private final AuthenticateCaller authenticate;

    CallerArgumentBinder(AuthenticateCaller authenticate) {
        this.authenticate = authenticate;
    }

    @Override
    public Class<CurrentCaller> getAnnotationType() {
        return CurrentCaller.class;
    }

    @Override
    public BindingResult<Caller> bind(ArgumentConversionContext<Caller> context, HttpRequest<?> request) {
        AnnotationMetadata operation = context.getAnnotationMetadata();
        Credential credential = request.getUserPrincipal(ClientAuthentication.class)
                .map(ClientAuthentication::credential)
                .orElseThrow();
        Optional<UserName> named = named(credential, request.getHeaders()).or(() -> inBody(operation, request));
        if (named.isEmpty() && operation.isTrue(CurrentCaller.class, "required")) {
            throw new UnauthenticatedException("Unauthorized");
        }
        Caller caller = authenticate.authenticate(credential, named);
        return () -> Optional.of(caller);
    }

    /** With HTTP Basic, {@code Authorization} is the credential, and its user need not be named again. */
    private static Optional<UserName> named(Credential credential, HttpHeaders headers) {
        return credential instanceof UserLogin login
                ? UserHeaderParser.inUserName(headers).or(() -> Optional.of(login.user()))
                : UserHeaderParser.in(headers);
    }

    private static Optional<UserName> inBody(AnnotationMetadata operation, HttpRequest<?> request) {
        return operation
                .stringValue(CurrentCaller.class, "orBodyField")
                .filter(name -> !name.isEmpty())
                .flatMap(name -> LazyJsonBody.fields(
                                request.getBody(LazyJsonBody.class).orElse(null))
                        .optionalString(name)
                        .map(UserHeaderParser::named));
    }
}
