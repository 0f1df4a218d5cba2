package dev.atelier.application.util;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

class DaemonThreadsTest {

    @Test
    void haveTheNameAndDoNotKeepTheProcess() {
        Thread thread = DaemonThreads.named("writer").newThread(() -> {});

        assertThat(thread.getName()).isEqualTo("writer");
        assertThat(thread.isDaemon()).isTrue();
    }

    @Test
    void ofAPoolAreNumbered() {
        ThreadFactory pool = DaemonThreads.numbered("pool");

        assertThat(pool.newThread(() -> {}).getName()).isEqualTo("pool-1");
        assertThat(pool.newThread(() -> {}).getName()).isEqualTo("pool-2");
    }
}
