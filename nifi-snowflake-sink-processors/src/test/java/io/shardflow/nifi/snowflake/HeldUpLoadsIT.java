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

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.dbcp.DBCPService;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A COPY that takes too long, or in which Snowflake fails each time, is divided until it passes. */
class HeldUpLoadsIT {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private static final Pattern PUT = Pattern.compile("PUT 'file://([^']+)/([^'/]+)' .*", Pattern.DOTALL);

    /** Connections on which a COPY fails whose records are such. */
    private static final class Pool extends AbstractControllerService implements DBCPService {

        private final Predicate<String> fails;
        private final SQLException failure;
        private String uploaded = "";
        private int failed;

        Pool(final Predicate<String> fails, final SQLException failure) {
            this.fails = fails;
            this.failure = failure;
        }

        @Override
        public Connection getConnection() {
            try {
                return watched(Connection.class, snowflake.connect());
            } catch (final SQLException e) {
                throw new ProcessException("no connection", e);
            }
        }

        private <T> T watched(final Class<T> type, final T real) {
            return type.cast(Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                        if (method.getName().startsWith("execute")) {
                            check((String) arguments[0]);
                        }
                        try {
                            final Object result = method.invoke(real, arguments);
                            return result instanceof Statement statement ? watched(Statement.class, statement) : result;
                        } catch (final InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }

        private void check(final String sql) throws SQLException {
            final Matcher put = PUT.matcher(sql);
            if (put.matches()) {
                uploaded = content(Path.of(put.group(1)), put.group(2));
            } else if (sql.startsWith("COPY") && fails.test(uploaded)) {
                failed++;
                throw failure;
            }
        }

        private static String content(final Path folder, final String names) {
            final StringBuilder all = new StringBuilder();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, names)) {
                for (final Path file : files) {
                    try (InputStream in = new ZstdInputStreamNoFinalizer(Files.newInputStream(file))) {
                        all.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                    }
                }
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
            return all.toString();
        }
    }

    private static TestRunner runner(final String table, final Pool pool, final DeliveryGuarantee guarantee)
            throws Exception {
        final TestRunner runner = SnowflakeForTests.runner(table, pool);
        runner.setProperty(SinkProperties.DATABASE_NAME, "DEMO_DB");
        runner.setProperty(SinkProperties.SCHEMA_NAME, "PUBLIC");
        runner.setProperty(SinkProperties.DELIVERY_GUARANTEE, guarantee.name());
        runner.enableControllerService(pool);
        return runner;
    }

    private static int records(final String content) {
        return content.split("\"sequenceNumber\"", -1).length - 1;
    }

    private static void assertEachIsThereOnce(final String table, final int records) throws Exception {
        assertThat(snowflake.count(table)).isEqualTo(records);
        assertThat(snowflake.query("SELECT COUNT(DISTINCT KINESISMETADATA:sequenceNumber::VARCHAR) FROM " + table))
                .containsExactly(Integer.toString(records));
    }

    @ParameterizedTest
    @EnumSource
    void whatTakesTooLongIsLoadedInParts(final DeliveryGuarantee guarantee) throws Exception {
        final String table = "SLOW_" + guarantee;
        final Pool pool =
                new Pool(content -> records(content) > 3, new SQLException("SQL execution canceled", "57014", 604));
        final TestRunner runner = runner(table, pool, guarantee);
        runner.enqueue(Records.records(1, 0, 2));
        runner.enqueue(Records.records(1, 3, 12));
        runner.run();

        runner.assertTransferCount(PutSnowflake.SUCCESS, 2);
        runner.assertTransferCount(PutSnowflake.REJECTED, 0);
        assertEachIsThereOnce(table, 13);
        assertThat(pool.failed).isBetween(3, 8);
    }

    @Test
    void oneRecordThatTakesTooLongStays() throws Exception {
        final Pool pool =
                new Pool(content -> records(content) > 0, new SQLException("SQL execution canceled", "57014", 604));
        final TestRunner runner = runner("SLOW_ALONE", pool, DeliveryGuarantee.EXACTLY_ONCE);
        runner.enqueue(Records.record(1, 1));
        runner.run();

        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);
        runner.assertTransferCount(PutSnowflake.REJECTED, 0);
        assertThat(runner.getLogger().getWarnMessages())
                .extracting(LogMessage::getMsg)
                .singleElement()
                .asString()
                .contains("000604", "larger 'Warehouse'");
    }

    @ParameterizedTest
    @EnumSource
    void aRecordAtWhichSnowflakeFailsEachTimeLeavesAndTheOthersLand(final DeliveryGuarantee guarantee)
            throws Exception {
        final String table = "FAILING_" + guarantee;
        final Pool pool = new Pool(
                content -> content.contains("\"note\":\"poison\""),
                new SQLException("SQL execution internal error: incident 4711", "XX000", 603));
        final TestRunner runner = runner(table, pool, guarantee);
        runner.enqueue(Records.records(1, 0, 2));
        runner.enqueue(Records.record(1, 3, "\"id\":3,\"note\":\"poison\"") + "\n" + Records.records(1, 4, 9));
        runner.run();

        runner.assertTransferCount(PutSnowflake.SUCCESS, 2);
        runner.assertTransferCount(PutSnowflake.REJECTED, 1);
        assertThat(runner.getFlowFilesForRelationship(PutSnowflake.REJECTED)
                        .getFirst()
                        .getAttribute(PutSnowflake.REASON_ATTRIBUTE))
                .isEqualTo("Snowflake refuses it: Snowflake error 000603 (XX000), an internal error (1)");
        assertEachIsThereOnce(table, 9);
    }

    @Test
    void atAnInternalErrorOfAllRecordsNoneLeaves() throws Exception {
        final Pool pool = new Pool(
                content -> records(content) > 0,
                new SQLException("SQL execution internal error: incident 4711", "XX000", 603));
        final TestRunner runner = runner("FAILING_ALL", pool, DeliveryGuarantee.EXACTLY_ONCE);
        runner.enqueue(Records.records(1, 0, 1));
        runner.run();

        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);
        runner.assertTransferCount(PutSnowflake.REJECTED, 0);
        assertThat(runner.getLogger().getWarnMessages())
                .extracting(LogMessage::getMsg)
                .singleElement()
                .asString()
                .contains("takes no record", "000603");
    }
}
