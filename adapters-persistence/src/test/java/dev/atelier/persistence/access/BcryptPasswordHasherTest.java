package dev.atelier.persistence.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.PasswordHasher;
import dev.atelier.application.testing.PasswordHasherContract;
import dev.atelier.domain.access.Password;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class BcryptPasswordHasherTest extends PasswordHasherContract {

    private final PasswordHasher hasher = new BcryptPasswordHasher();

    @Override
    protected PasswordHasher hasher() {
        return hasher;
    }

    @Test
    void isBcryptOfCost12() {
        assertThat(hasher.hash(new Password("secret"))).matches("\\$2a\\$12\\$[./A-Za-z0-9]{53}");
    }

    @Test
    void recognisesAHashThatAnotherBcryptMade() {
        String hash = "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe";
        assertThat(hasher.matches(new Password("a"), hash)).isTrue();
        assertThat(hasher.matches(new Password("b"), hash)).isFalse();
    }
}
