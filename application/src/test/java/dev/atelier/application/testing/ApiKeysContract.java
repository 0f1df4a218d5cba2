package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.ApiKeys;
import dev.atelier.domain.access.UserName;
import org.junit.jupiter.api.Test;

/** What every {@link ApiKeys} keeps to. */
public abstract class ApiKeysContract {

    private static final UserName API = new UserName("api");

    /** The port: without keys at the start of each test, the same throughout it. */
    protected abstract ApiKeys keys();

    @Test
    void findsAKeyByItsHash() {
        ApiKey first = new ApiKey("first", ApiKey.hash("one"), API);
        ApiKey second = new ApiKey("second", ApiKey.hash("two"), new UserName("ann"));
        keys().save(first);
        keys().save(second);

        assertThat(keys().find(ApiKey.hash("one"))).contains(first);
        assertThat(keys().find(ApiKey.hash("two"))).contains(second);
        assertThat(keys().find(ApiKey.hash("three"))).isEmpty();
    }

    @Test
    void replacesTheKeyOfThatName() {
        keys().save(new ApiKey("default", ApiKey.hash("old"), API));
        ApiKey renewed = new ApiKey("default", ApiKey.hash("new"), API);
        keys().save(renewed);

        assertThat(keys().find(ApiKey.hash("new"))).contains(renewed);
        assertThat(keys().find(ApiKey.hash("old"))).isEmpty();
    }

    @Test
    void savesTheSameKeyAgain() {
        ApiKey key = new ApiKey("default", ApiKey.hash("same"), API);
        keys().save(key);
        keys().save(key);

        assertThat(keys().find(ApiKey.hash("same"))).contains(key);
    }
}
