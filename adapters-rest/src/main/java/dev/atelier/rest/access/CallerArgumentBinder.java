package dev.atelier.rest.access;

import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.access.Credential;
import dev.atelier.application.access.UserLogin;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.compatibility.CompatibilityMode;
import dev.atelier.rest.envelope.ApiVersionResolver;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.AnnotatedRequestArgumentBinder;
import io.micronaut.http.bind.binders.PostponedRequestArgumentBinder;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Determines the caller of an operation and checks the permission that it needs in any case. Deferred, so that it runs
 * where the operation itself runs: on a thread that may block, with the body available.
 */
@Singleton
class CallerArgumentBinder
        implements AnnotatedRequestArgumentBinder<CurrentCaller, Caller>, PostponedRequestArgumentBinder<Caller> {

    private final PathPolicy policy;
    private final AuthenticateCaller authenticate;
    private final CompatibilityMode compatibilityMode;
    private final ApiVersionResolver apiVersionResolver;

    CallerArgumentBinder(
            PathPolicy policy,
            AuthenticateCaller authenticate,
            CompatibilityMode compatibilityMode,
            ApiVersionResolver apiVersionResolver) {
        this.policy = policy;
        this.authenticate = authenticate;
        this.compatibilityMode = compatibilityMode;
        this.apiVersionResolver = apiVersionResolver;
    }

    @Override
    public Class<CurrentCaller> getAnnotationType() {
        return CurrentCaller.class;
    }

    @Override
    public BindingResult<Caller> bind(ArgumentConversionContext<Caller> context, HttpRequest<?> request) {
        if (policy.entry(request) == PathPolicy.Entry.ANYONE) {
            return BindingResult.empty();
        }
        AnnotationMetadata operation = context.getAnnotationMetadata();
        Caller caller = caller(operation, request);
        request.setAttribute(CurrentCaller.ATTRIBUTE, caller);
        text(operation, "permission")
                .map(Permission::parse)
                .ifPresent(needed -> caller.require(needed.resource(), needed.action()));
        return () -> Optional.of(caller);
    }

    private Caller caller(AnnotationMetadata operation, HttpRequest<?> request) {
        Credential credential = request.getUserPrincipal(ClientAuthentication.class)
                .map(ClientAuthentication::credential)
                .orElseThrow();
        if (text(operation, "setUpIf")
                .filter(name -> body(request).holdsTrue(name))
                .isPresent()) {
            return authenticate.authenticateForSetUp(credential);
        }
        Optional<UserName> named = named(credential, operation, request);
        if (named.isEmpty()
                && !credential.bound()
                && (operation.isTrue(CurrentCaller.class, "required")
                        || compatibilityMode.requiresNamedUser(request))) {
            throw new MissingUserException();
        }
        return authenticate.authenticate(credential, named);
    }

    /** {@code Authorization} may be the credential: HTTP Basic, or the API key where it is a token. */
    private Optional<UserName> named(Credential credential, AnnotationMetadata operation, HttpRequest<?> request) {
        HttpHeaders headers = request.getHeaders();
        PathPolicy.Entry entry = policy.entry(request);
        if (entry == PathPolicy.Entry.SESSION) {
            return Optional.empty(); // a proxy may ask browsers for a login of its own
        }
        if (entry == PathPolicy.Entry.API_KEY_OR_TOKEN || entry == PathPolicy.Entry.WEBUI) {
            return UserHeaderParser.inUserName(headers); // bodies there follow another API
        }
        return (credential instanceof UserLogin ? UserHeaderParser.inUserName(headers) : UserHeaderParser.in(headers))
                .or(() -> namedInBody(operation, request));
    }

    /** Clients of 2023-07-05 name no user, and their bodies may be payloads of any size, which are not parsed twice. */
    private Optional<UserName> namedInBody(AnnotationMetadata operation, HttpRequest<?> request) {
        return apiVersionResolver.is2023(request)
                ? Optional.empty()
                : body(request)
                        .optionalString(text(operation, "orBodyField").orElse("user_id"))
                        .map(UserHeaderParser::named);
    }

    private static JsonObjectReader body(HttpRequest<?> request) {
        return LazyJsonBody.readableFields(request.getBody(LazyJsonBody.class).orElse(null));
    }

    private static Optional<String> text(AnnotationMetadata operation, String member) {
        return operation.stringValue(CurrentCaller.class, member).filter(text -> !text.isEmpty());
    }
}
