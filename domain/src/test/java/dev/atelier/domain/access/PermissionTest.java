package dev.atelier.domain.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionTest {

    @ParameterizedTest
    @EnumSource
    void readsWhatItWrites(ResourceType resourceType) {
        for (Action action : Action.values()) {
            Permission permission = new Permission(resourceType, action);

            assertThat(Permission.parse(permission.toString())).isEqualTo(permission);
        }
    }

    @Test
    void isWrittenInTheDocumentsWords() {
        assertThat(new Permission(ResourceType.SAGEMAKER_ENDPOINT, Action.ALL)).hasToString("sagemaker_endpoint:all");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", "train", "train:", ":all", "train:ALL", "Train:all", "train:delete", "train:all ", "*:*"})
    void rejectsWhatIsNoPermissionAndSaysWhatIs(String text) {
        assertThatThrownBy(() -> Permission.parse(text))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("sagemaker_endpoint")
                .hasMessageContaining("create");
    }

    @Test
    void allIncludesTheOtherActionsOfItsResource() {
        for (ResourceType held : ResourceType.values()) {
            for (ResourceType needed : ResourceType.values()) {
                for (Action action : Action.values()) {
                    assertThat(new Permission(held, Action.ALL).implies(new Permission(needed, action)))
                            .isEqualTo(held == needed);
                }
            }
        }
    }

    @Test
    void otherActionsIncludeOnlyThemselves() {
        Permission create = Permission.parse("train:create");

        assertThat(create.implies(create)).isTrue();
        assertThat(create.implies(Permission.parse("train:list"))).isFalse();
        assertThat(create.implies(Permission.parse("train:all"))).isFalse();
        assertThat(create.implies(Permission.parse("inference:create"))).isFalse();
    }

    @Test
    void everythingIncludesEveryPermission() {
        for (ResourceType resourceType : ResourceType.values()) {
            for (Action action : Action.values()) {
                assertThat(Permission.everything())
                        .anyMatch(held -> held.implies(new Permission(resourceType, action)));
            }
        }
    }
}
