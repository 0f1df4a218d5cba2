#!/usr/bin/env bash
# Finding: HikariCP counts no connections while their sockets are still open.
#
# Packages: com.zaxxer:HikariCP 6.3.3, org.slf4j:slf4j-api 2.0.17 (Maven Central), over a driver whose connections take a second to close.
# Seen: after softEvictConnections() the pool's getTotalConnections() is 0 while the driver's close() has not returned; another thread
#   of the pool calls it, and nothing of the pool's says when it has.
# Why it surprises: the count is the only thing to wait for before a process is frozen or copied (CRaC, SnapStart, a checkpoint of a
#   container), which is to hold no connection. A process that was suspended as soon as the count was 0 kept its connections to
#   PostgreSQL, on a machine that was busy. HikariDataSource.close() waits for them, but the pool cannot be used after it.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for artifact in com.zaxxer:HikariCP:6.3.3 org.slf4j:slf4j-api:2.0.17; do
    mvn -q -B -Dstyle.color=never dependency:copy -Dartifact="$artifact" -DoutputDirectory=.
done
cat > Finding.java <<'JAVA'
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

class Finding {
    private static final CountDownLatch CLOSED = new CountDownLatch(1);

    public static void main(String[] args) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setDataSource(driver());
        config.setMaximumPoolSize(1);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1); // else one more is opened, and closed, at once
        try (HikariDataSource pool = new HikariDataSource(config)) {
            pool.getConnection().close();
            pool.getHikariPoolMXBean().softEvictConnections();
            while (pool.getHikariPoolMXBean().getTotalConnections() > 0) {
                Thread.sleep(1);
            }
            System.out.println("connections: 0, closed: " + (CLOSED.getCount() == 0));
            System.out.println("closed later: " + CLOSED.await(10, TimeUnit.SECONDS));
        }
    }

    private static DataSource driver() {
        return proxy(DataSource.class, name -> switch (name) {
            case "getConnection" -> connection();
            case "getLoginTimeout" -> 0;
            default -> null;
        });
    }

    private static Connection connection() {
        return proxy(Connection.class, name -> {
            if (name.equals("close")) {
                Thread.sleep(1000);
                CLOSED.countDown();
            }
            return switch (name) {
                case "isValid", "getAutoCommit" -> true;
                case "isClosed", "isReadOnly" -> false;
                case "getNetworkTimeout", "getTransactionIsolation" -> 0;
                default -> null;
            };
        });
    }

    private interface Answer {
        Object to(String method) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) ->
                switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    case "toString" -> type.getSimpleName();
                    default -> answer.to(method.getName());
                }));
    }
}
JAVA
java -cp "HikariCP-6.3.3.jar:slf4j-api-2.0.17.jar" Finding.java 2>errors.txt | tee output.txt || { cat errors.txt; exit 1; }
grep -qx "connections: 0, closed: false" output.txt
grep -qx "closed later: true" output.txt
