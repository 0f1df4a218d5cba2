package dev.atelier.persistence.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueueLimitTest {

    @Test
    void letsTenThousandWaitUnlessSet() {
        assertThat(bound(Map.of())).isEqualTo(10_000);
    }

    @Test
    void canBeSet() {
        assertThat(bound(Map.of("atelier.queue-limit", 7))).isEqualTo(7);
    }

    @Test
    void isAtLeastOne() {
        assertThatThrownBy(() -> bound(Map.of("atelier.queue-limit", 0)))
                .hasStackTraceContaining("atelier.queue-limit is 0; it must be at least 1");
    }

    private static int bound(Map<String, Object> settings) {
        try (ApplicationContext context = ApplicationContext.run(settings)) {
            return context.getBean(QueueLimit.class).queueLimit();
        }
    }
}
