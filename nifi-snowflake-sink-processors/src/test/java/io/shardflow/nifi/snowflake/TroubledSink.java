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
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.TestRunner;

/** PutSnowflake with a pool and a table of its own, for something that goes wrong and ends. One thread. */
final class TroubledSink implements AutoCloseable {

    static final String ROLE = "LOADING";
    static final String WAREHOUSE = "LOADING_WH";

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String NUMBER = "number";

    final String table;
    final TestRunner runner;
    private final SnowflakeConnectionPool pool = new SnowflakeConnectionPool();
    private boolean started;
    private int number;
    private String place = "DEMO_DB.PUBLIC";

    TroubledSink(final SnowflakeForTests snowflake, final String table) throws InitializationException {
        this.table = table;
        runner = SnowflakeForTests.runner(table, pool);
        set("Account URL", snowflake.accountUrl());
        set("Authentication Strategy", "PASSWORD");
        set("Username", "NIFI");
        set("Password", SnowflakeForTests.PASSWORD);
        set("Role", ROLE);
        set("Warehouse", WAREHOUSE);
        set("Database Name", "DEMO_DB");
        set("Schema Name", "PUBLIC");
        set("Maximum Wait", "2 sec");
    }

    /** Sets a property of the pool, which is taken out of use for it as an operator does. */
    void set(final String property, final String value) {
        final boolean enabled = runner.isControllerServiceEnabled(pool);
        if (enabled) {
            runner.disableControllerService(pool);
        }
        runner.setProperty(pool, property, value);
        if (enabled) {
            runner.enableControllerService(pool);
        }
    }

    /** Records land elsewhere than in DEMO_DB.PUBLIC. */
    void landsIn(final String otherPlace) {
        place = otherPlace;
    }

    /** Disabled and enabled, it tries a login that was refused. */
    void enableAgain() {
        runner.disableControllerService(pool);
        runner.enableControllerService(pool);
    }

    void use(final String property, final ControllerService service) throws InitializationException {
        runner.addControllerService(property, service);
        runner.enableControllerService(service);
        set(property, property);
    }

    /** FlowFiles of one record each, in the order of one shard. */
    void enqueue(final int flowFiles) {
        IntStream.range(0, flowFiles).forEach(i -> {
            number++;
            runner.enqueue(Records.record(1, number), Map.of(NUMBER, Integer.toString(number)));
        });
    }

    void trigger() {
        if (!started) {
            started = true;
            runner.enableControllerService(pool);
            runner.run(1, false, true);
        } else {
            runner.run(1, false, false);
        }
    }

    void restart() {
        runner.stop();
        runner.run(1, false, true);
    }

    void awaitBulletin() {
        await().atMost(LIMIT).until(() -> {
            trigger();
            return !bulletins().isEmpty();
        });
    }

    void awaitEmptyQueue() {
        await().atMost(LIMIT).until(() -> {
            trigger();
            return runner.isQueueEmpty();
        });
    }

    /** Level and text. */
    List<String> bulletins() {
        return Stream.concat(
                        runner.getLogger().getErrorMessages().stream().map(message -> "ERROR " + message.getMsg()),
                        runner.getLogger().getWarnMessages().stream().map(message -> "WARN " + message.getMsg()))
                .toList();
    }

    /** Of whatever level, with what goes with them. */
    boolean shows(final String secret) {
        return Stream.of(
                        runner.getLogger().getErrorMessages(),
                        runner.getLogger().getWarnMessages(),
                        runner.getLogger().getInfoMessages(),
                        runner.getLogger().getDebugMessages())
                .flatMap(List::stream)
                .map(LogMessage::toString)
                .anyMatch(text -> text.contains(secret));
    }

    void assertAllWait(final int flowFiles) {
        assertThat(runner.getQueueSize().getObjectCount())
                .as("FlowFiles in the queue")
                .isEqualTo(flowFiles);
        runner.assertTransferCount(PutSnowflake.FAILURE, 0);
        runner.assertTransferCount(PutSnowflake.REJECTED, 0);
    }

    /** Each FlowFile has left, in order, and each record is in the table once. */
    void assertAllLanded(final SnowflakeForTests snowflake) throws Exception {
        runner.assertTransferCount(PutSnowflake.FAILURE, 0);
        runner.assertTransferCount(PutSnowflake.REJECTED, 0);
        assertThat(runner.getFlowFilesForRelationship(PutSnowflake.SUCCESS))
                .extracting(flowFile -> flowFile.getAttribute(NUMBER))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, number)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(snowflake.query("SELECT COUNT(*), COUNT(DISTINCT KINESISMETADATA:sequenceNumber::VARCHAR) FROM "
                        + place + "." + table))
                .containsExactly(number + "|" + number);
    }

    @Override
    public void close() {
        if (started) {
            runner.stop();
            runner.disableControllerService(pool);
        }
    }
}
