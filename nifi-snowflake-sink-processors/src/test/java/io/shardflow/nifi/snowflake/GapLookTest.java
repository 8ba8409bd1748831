/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.snowflake;

import static io.shardflow.nifi.snowflake.GapReports.LATER;
import static io.shardflow.nifi.snowflake.GapReports.bulletins;
import static io.shardflow.nifi.snowflake.GapReports.first;
import static io.shardflow.nifi.snowflake.GapReports.load;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.dbcp.DBCPService;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Loading goes on whatever becomes of the look for a gap. */
class GapLookTest {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    /** A pool whose connections do something before they read the ledger for a report. */
    private static final class Watched extends AbstractControllerService implements DBCPService {

        private final Runnable beforeLook;

        Watched(final Runnable beforeLook) {
            this.beforeLook = beforeLook;
        }

        @Override
        public Connection getConnection() {
            try {
                return proxy(Connection.class, snowflake.connect());
            } catch (final SQLException e) {
                throw new ProcessException("no connection", e);
            }
        }

        private <T> T proxy(final Class<T> type, final T original) {
            return type.cast(
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                        if (method.getName().equals("executeQuery")
                                && arguments[0].toString().contains("\"COMMITTED_AT\" FROM")) {
                            beforeLook.run();
                        }
                        try {
                            final Object result = method.invoke(original, arguments);
                            return method.getName().equals("createStatement")
                                    ? proxy(Statement.class, (Statement) result)
                                    : result;
                        } catch (final InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }
    }

    private static TestRunner runner(final String table, final Runnable beforeLook) throws Exception {
        final Watched pool = new Watched(beforeLook);
        final TestRunner runner = SnowflakeForTests.runner(table, pool);
        runner.enableControllerService(pool);
        return runner;
    }

    @Test
    void whatADriverShouldNeverThrowIsToldOnceAndStopsNoLoad() throws Exception {
        load(snowflake, "THROWN", Records.records(1, 0, 9), Map.of());
        final AtomicInteger looks = new AtomicInteger();
        final TestRunner runner = runner("THROWN", () -> {
            looks.incrementAndGet();
            throw new IllegalStateException("secret");
        });
        for (int from = 20; from <= 30; from += 10) {
            runner.enqueue(Records.records(1, from, from + 9), first(1, LATER));
            runner.run(1, from == 30, from == 20);
        }

        assertThat(looks).hasValue(2);
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 2);
        assertThat(snowflake.count("THROWN")).isEqualTo(30);
        assertThat(bulletins(runner)).singleElement().satisfies(said -> assertThat(said)
                .contains("could not be found out", "java.lang.IllegalStateException at ")
                .doesNotContain("secret"));
    }

    @Test
    void noTaskWaitsForTheLedgerOfAnother() throws Exception {
        load(snowflake, "WAITING", Records.records(1, 0, 9) + Records.records(2, 0, 9), Map.of());
        final CountDownLatch first = new CountDownLatch(1);
        final CountDownLatch released = new CountDownLatch(1);
        final AtomicInteger looks = new AtomicInteger();
        final TestRunner runner = runner("WAITING", () -> {
            if (looks.getAndIncrement() == 0) {
                first.countDown();
                await().atMost(Duration.ofMinutes(2)).until(() -> released.getCount() == 0);
            }
        });
        runner.enqueue(Records.records(1, 20, 29), first(1, LATER));
        try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            final Future<?> held = tasks.submit(() -> runner.run(1, false, true));
            try {
                assertThat(first.await(1, TimeUnit.MINUTES)).isTrue();
                runner.enqueue(Records.records(2, 20, 29), first(2, LATER));
                tasks.submit(() -> runner.run(1, false, false)).get(1, TimeUnit.MINUTES);
                assertThat(held.isDone()).isFalse();
                assertThat(snowflake.count("WAITING")).isEqualTo(30);
            } finally {
                released.countDown();
            }
            held.get(1, TimeUnit.MINUTES);
        }

        assertThat(snowflake.count("WAITING")).isEqualTo(40);
        assertThat(bulletins(runner)).hasSize(2);
    }
}
