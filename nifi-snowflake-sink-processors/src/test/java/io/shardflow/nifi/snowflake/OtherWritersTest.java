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

import io.shardflow.nifi.snowflake.settings.OtherWriters;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.sql.SQLException;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that come into the table without the ledger, while PutSnowflake runs. */
class OtherWritersTest {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private static void insert(final String table, final int number) throws SQLException {
        insert(table, Records.record(1, number));
    }

    private static void insert(final String table, final String record) throws SQLException {
        snowflake.execute("INSERT INTO " + table + " (KINESISMETADATA) SELECT PARSE_JSON('"
                + record.substring(record.indexOf(":{") + 1, record.indexOf("},") + 1) + "')");
    }

    private static void load(final TestRunner runner, final int first, final boolean begin) {
        runner.enqueue(Records.records(1, first, first + 9));
        runner.run(1, false, begin);
    }

    @Test
    void whatAnotherWriterHasLoadedIsRecognised() throws Exception {
        final TestRunner runner = snowflake.runner("MIGRATED");
        runner.setProperty(SinkProperties.OTHER_WRITERS, OtherWriters.PRESENT);
        load(runner, 0, true);
        insert("MIGRATED", 15);
        load(runner, 10, false);
        load(runner, 20, false);
        insert("MIGRATED", 37);
        load(runner, 30, false);

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 4);
        assertThat(snowflake.count("MIGRATED")).isEqualTo(40);
        assertThat(snowflake.query("SELECT COUNT(DISTINCT KINESISMETADATA:sequenceNumber::VARCHAR) FROM MIGRATED"))
                .containsExactly("40");
        assertThat(runner.getCounterValue("Slow Transactions")).isEqualTo(4);
        assertThat(runner.getCounterValue("Rows Recognised")).isEqualTo(2);
    }

    /** The number of seconds is a time of its own, in January 1970. */
    @ParameterizedTest
    @CsvSource({
        "SAME, 1795377944015, true",
        "NONE, null, true",
        "TEXT, \"2026-11-22T20:05:44Z\", true",
        "SECONDS, 1795377944, false"
    })
    void isRecognisedWithTheArrivalThatKinesisGaveOrWithoutANumber(
            final String table, final String arrival, final boolean recognised) throws Exception {
        final TestRunner runner = snowflake.runner(table);
        runner.setProperty(SinkProperties.OTHER_WRITERS, OtherWriters.PRESENT);
        load(runner, 0, true);
        insert(
                table,
                Records.record(1, 15)
                        .replaceFirst("\"approximateArrival\":[0-9]+", "\"approximateArrival\":" + arrival));
        load(runner, 10, false);

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 2);
        assertThat(snowflake.count(table)).isEqualTo(recognised ? 20 : 21);
    }
}
