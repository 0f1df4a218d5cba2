package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Password;
import dev.atelier.domain.access.UserName;
import java.util.Optional;

/** Verifies a user name with a secret, which is the user's password or an API key that may act for the user. */
@UseCase
public class AuthenticateUser {

    private final ApiKeyRepository keys;
    private final UserRepository users;
    private final PasswordHasher hasher;

    /** Compared with the passwords of unknown users; computed lazily, since hashing is slow. */
    private volatile String decoy;

    public AuthenticateUser(ApiKeyRepository keys, UserRepository users, PasswordHasher hasher) {
        this.keys = keys;
        this.users = users;
        this.hasher = hasher;
    }

    /**
     * The login; empty when the name or the secret is wrong. An unknown user takes as long as a wrong password, so that
     * timing does not show which users exist.
     */
    public Optional<UserLogin> authenticate(String name, String secret) {
        try {
            UserName user = new UserName(name);
            boolean admitted = keys.find(ApiKey.hash(secret))
                    .map(key -> admits(key, user))
                    .orElseGet(() -> isPassword(user, new Password(secret)));
            return admitted ? Optional.of(new UserLogin(user)) : Optional.empty();
        } catch (InvalidRequestException neitherNameNorPassword) {
            return Optional.empty();
        }
    }

    private boolean admits(ApiKey key, UserName user) {
        return (!key.bound() || key.user().equals(user)) && users.find(user).isPresent();
    }

    private boolean isPassword(UserName user, Password password) {
        Optional<String> hash = users.passwordHash(user);
        return hasher.matches(password, hash.orElseGet(this::decoy)) && hash.isPresent();
    }

    private String decoy() {
        if (decoy == null) {
            decoy = hasher.hash(new Password(ApiKey.random()));
        }
        return decoy;
    }
}
