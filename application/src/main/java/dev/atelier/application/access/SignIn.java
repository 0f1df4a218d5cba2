package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.domain.access.UserName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Signs users in with a browser, which then sends a token in place of their password or API key. */
@UseCase
public class SignIn {

    /** How many browsers a user may be signed in with; a further one ends the oldest session. */
    public static final int MOST = 20;

    private final AuthenticateUser authenticate;
    private final CallerRepository callers;
    private final UserRepository users;
    private final SessionRepository sessions;
    private final Clock clock;

    public SignIn(
            AuthenticateUser authenticate,
            CallerRepository callers,
            UserRepository users,
            SessionRepository sessions,
            Clock clock) {
        this.authenticate = authenticate;
        this.callers = callers;
        this.users = users;
        this.sessions = sessions;
        this.clock = clock;
    }

    /**
     * A new session.
     *
     * @param token to be kept by the browser alone
     */
    public record Started(String token, UserName user) {}

    /**
     * Begins a session; empty when the name or the secret is wrong.
     *
     * @param name may be blank with an API key, which then acts for its own user
     * @param secret the user's password, or an API key that may act for the user
     * @param lifetime after which the user has to sign in again
     */
    public Optional<Started> begin(String name, String secret, Duration lifetime) {
        Optional<ApiKey> key = callers.findApiKey(ApiKey.hash(secret));
        Optional<UserName> user = key.isPresent() && name.isBlank()
                ? key.map(ApiKey::user).filter(this::exists)
                : authenticate.authenticate(name.strip(), secret).map(UserLogin::user);
        return user.flatMap(admitted -> key.map(ApiKey::hash)
                .or(() -> passwordHash(admitted))
                .map(credential -> begin(admitted, credential, lifetime)));
    }

    private Started begin(UserName user, String credential, Duration lifetime) {
        String token = ApiKey.random();
        Instant now = clock.instant();
        sessions.add(new Session(ApiKey.hash(token), user, credential, now.plus(lifetime)), now, MOST);
        return new Started(token, user);
    }

    private Optional<String> passwordHash(UserName user) {
        return users.passwordHash(user).map(ApiKey::hash);
    }

    /** The login of a session; empty when it has expired, was ended, or what it began with is not valid any more. */
    public Optional<UserLogin> resume(String token) {
        return sessions.find(ApiKey.hash(token))
                .filter(session -> clock.instant().isBefore(session.expires()))
                .filter(session -> exists(session.user()))
                .filter(this::isBacked)
                .map(session -> new UserLogin(session.user()));
    }

    private boolean exists(UserName user) {
        return users.find(user).isPresent();
    }

    private boolean isBacked(Session session) {
        Optional<ApiKey> key = callers.findApiKey(session.credentialHash());
        return key.isPresent()
                ? key.filter(found -> !found.bound() || found.user().equals(session.user()))
                        .isPresent()
                : passwordHash(session.user())
                        .filter(session.credentialHash()::equals)
                        .isPresent();
    }

    /** Ends the session, if there is one. */
    public void end(String token) {
        sessions.remove(ApiKey.hash(token));
    }
}
