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

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.nifi.util.TestRunner;

/** A table that one processor loads with the records of one shard, FlowFile by FlowFile, each as soon as the one before is in it. One thread. */
final class LoadedTable implements AutoCloseable {

    /** New records of a FlowFile. */
    static final int STEP = 2;

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final SnowflakeForTests snowflake;
    private final String name;
    private final TestRunner runner;
    private boolean started;
    private int records;
    private int flowFiles;

    /** @param runner of a processor that has not run yet */
    LoadedTable(final SnowflakeForTests snowflake, final String name, final TestRunner runner) {
        this.snowflake = snowflake;
        this.name = name;
        this.runner = runner;
    }

    String name() {
        return name;
    }

    /** The next records. */
    void loadNext() {
        enqueue(false);
        awaitLoaded();
    }

    /** The next records, and before them one that is in the table, so that the loader has to look. */
    void loadNextWithKnown() {
        enqueue(true);
        awaitLoaded();
    }

    void enqueue(final boolean known) {
        runner.enqueue(Records.records(1, known ? records - 1 : records, records + STEP - 1));
        records += STEP;
        flowFiles++;
    }

    void trigger() {
        runner.run(1, false, !started);
        started = true;
    }

    void awaitLoaded() {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> {
            trigger();
            return runner.isQueueEmpty();
        });
    }

    /** 0 if there is none. */
    long counter(final String counter) {
        final Long value = runner.getCounterValue(counter);
        return value == null ? 0 : value;
    }

    /** With all its fields, and nothing else; all FlowFiles have left as loaded. @param as what is tested */
    void assertEachRecordOnce(final String as) throws SQLException {
        assertThat(snowflake.query(
                        "SELECT KINESISMETADATA:sequenceNumber::VARCHAR, ID, NOTE FROM DEMO_DB.PUBLIC." + name))
                .as(as)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, records)
                        .mapToObj(number -> Records.sequenceNumber(number) + "|" + number + "|n" + number)
                        .toList());
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, flowFiles);
    }

    /** Nothing else was said to need anybody. */
    void assertNoErrorsBut(final Optional<String> part) {
        assertThat(runner.getLogger().getErrorMessages())
                .allMatch(message -> part.filter(message.getMsg()::contains).isPresent());
    }

    @Override
    public void close() {
        runner.stop();
    }
}
