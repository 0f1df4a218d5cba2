package dev.atelier.domain.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "IT Operator", "ann@example.org", "Änne O'Hara", "..", "张三"})
    void usersAndRolesMayBeCalledThis(String name) {
        assertThat(new UserName(name)).hasToString(name);
        assertThat(new RoleName(name)).hasToString(name);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "a/b", "a\\b", "a\nb", "a\0", "\u007f", "*"})
    void usersAndRolesMayNotBeCalledThis(String name) {
        assertThatThrownBy(() -> new UserName(name)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> new RoleName(name)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aNameHasAtMost128Characters() {
        String longest = "n".repeat(128);
        String longer = longest + "n";

        assertThat(new UserName(longest).value()).isEqualTo(longest);
        assertThat(new RoleName(longest).value()).isEqualTo(longest);
        assertThatThrownBy(() -> new UserName(longer)).hasMessageContaining("128");
        assertThatThrownBy(() -> new RoleName(longer)).hasMessageContaining("128");
    }

    @Test
    void namesSortByTheirText() {
        assertThat(new UserName("a")).isLessThan(new UserName("b"));
        assertThat(new RoleName("a")).isLessThan(new RoleName("b"));
    }
}
