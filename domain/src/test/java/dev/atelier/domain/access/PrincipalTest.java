package dev.atelier.domain.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalTest {

    @ParameterizedTest
    @ValueSource(strings = {"role:designer", "user:ann", "user:role:designer", "role:a b", "*"})
    void isReadAsItIsWritten(String text) {
        assertThat(Principal.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann", "user:ann", "role:ann"})
    void aUserAndARoleOfTheSameNameDiffer(String name) {
        Principal user = Principal.of(new UserName(name));
        Principal role = Principal.of(new RoleName(name));

        assertThat(user).isNotEqualTo(role);
        assertThat(user.toString()).isNotEqualTo(role.toString());
        assertThat(Principal.parse(user.toString())).isEqualTo(user);
    }
}
