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

import io.shardflow.nifi.snowflake.settings.ColumnProperties;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.nio.file.Path;
import java.util.List;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tables that PutSnowflake creates: each field gets a column of the type that its values need, and lands as it was sent. */
class TypedColumnsIT {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    @TempDir
    Path spool;

    private TestRunner runner(final String table) throws Exception {
        final TestRunner runner = snowflake.runner(table);
        runner.setProperty(SinkProperties.SPOOL_DIRECTORY, spool.toString());
        return runner;
    }

    private static List<String> reasons(final TestRunner runner) {
        runner.assertTransferCount(PutSnowflake.FAILURE, 0);
        return runner.getFlowFilesForRelationship(PutSnowflake.REJECTED).stream()
                .map(flowFile -> flowFile.getAttribute(PutSnowflake.REASON_ATTRIBUTE))
                .toList();
    }

    /** Name and type of each column. */
    private static List<String> columns(final String table) throws Exception {
        return snowflake.query("DESC TABLE " + table).stream()
                .map(row -> row.split("\\|"))
                .map(row -> row[0] + " " + row[1])
                .toList();
    }

    @Test
    void theTableIsMadeOfWhatAllRecordsOfTheFirstFlowFilesHave() throws Exception {
        final TestRunner runner = runner("MADE");
        runner.enqueue(
                Records.record(
                        1,
                        0,
                        "\"id\":0,\"active\":true,\"price\":12.5,\"rate\":1e-7,\"name\":\"x\",\"tags\":[1],\"mixed\":1,\"none\":null,\"late\":null"));
        runner.enqueue(Records.record(
                2, 0, "\"ID\":1,\"price\":1,\"mixed\":\"one\",\"late\":\"2026-11-25\",\"nested\":{\"a\":null}"));
        runner.run();

        assertThat(reasons(runner)).isEmpty();
        assertThat(columns("MADE"))
                .containsExactly(
                        "KINESISMETADATA VARIANT",
                        "ID NUMBER(38,0)",
                        "ACTIVE BOOLEAN",
                        "PRICE NUMBER(38,18)",
                        "RATE FLOAT",
                        "NAME VARCHAR(16777216)",
                        "TAGS VARIANT",
                        "MIXED VARIANT",
                        "LATE VARCHAR(16777216)",
                        "NESTED VARIANT");
        assertThat(snowflake.query(
                        "SELECT ID, ACTIVE, PRICE, RATE, NAME, TAGS, MIXED, LATE, NESTED FROM MADE ORDER BY ID"))
                .containsExactly(
                        "0|TRUE|12.500000000000000000|1.0E-7|x|[1]|1|null|null",
                        "1|null|1.000000000000000000|null|null|null|\"one\"|2026-11-25|{\"a\":null}");
    }

    @Test
    void settingsDecideOnDatesFractionsAndNames() throws Exception {
        final TestRunner runner = runner("\"chosen\"");
        runner.setProperty(ColumnProperties.RECOGNISE_DATES, "true");
        runner.setProperty(ColumnProperties.FRACTIONS, "FLOAT");
        runner.setProperty(ColumnProperties.COLUMN_NAMES, "AS_WRITTEN");
        runner.enqueue(
                Records.record(
                        1,
                        0,
                        "\"id\":1,\"ID\":2,\"day\":\"2026-11-25\",\"local\":\"2026-11-25T10:15:30.5\",\"instant\":\"2026-11-25T10:15:30Z\",\"fraction\":0.5"));
        runner.run();

        assertThat(reasons(runner)).isEmpty();
        assertThat(columns("\"chosen\""))
                .containsExactly(
                        "KINESISMETADATA VARIANT",
                        "id NUMBER(38,0)",
                        "ID NUMBER(38,0)",
                        "day DATE",
                        "local TIMESTAMP_NTZ(9)",
                        "instant TIMESTAMP_TZ(9)",
                        "fraction FLOAT");
        assertThat(snowflake.query("SELECT \"id\", ID, \"day\"::VARCHAR, \"fraction\" FROM \"chosen\""))
                .containsExactly("1|2|2026-11-25|0.5");
    }

    /** Whatever is in a name ends neither the name nor the statement. */
    @Test
    void everyNameThatAColumnCanHaveMakesOne() throws Exception {
        final List<String> names = List.of(
                "a.b",
                "it's",
                "say \"hi\"",
                "x\" VARIANT); DROP TABLE NAMED; --",
                "back\\slash",
                "Größe",
                "a b",
                "$1",
                "select",
                "😀",
                "1st");
        final StringBuilder fields = new StringBuilder("\"id\":%d");
        final StringBuilder selected = new StringBuilder();
        for (final String name : names) {
            fields.append(",\"")
                    .append(name.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\":")
                    .append(names.indexOf(name));
            selected.append(", \"").append(name.replace("\"", "\"\"")).append('"');
        }
        final TestRunner runner = runner("NAMED");
        runner.setProperty(ColumnProperties.COLUMN_NAMES, "AS_WRITTEN");
        runner.enqueue(Records.record(1, 0, fields.toString().formatted(0)));
        runner.run(1, false, true);
        runner.enqueue(Records.record(1, 1, fields.toString().formatted(1)));
        runner.run(1, true, false);

        assertThat(reasons(runner)).isEmpty();
        assertThat(snowflake.query("SELECT \"id\"" + selected + " FROM NAMED ORDER BY 1"))
                .containsExactly("0|0|1|2|3|4|5|6|7|8|9|10", "1|0|1|2|3|4|5|6|7|8|9|10");
    }

    @Test
    void aRecordThatNoTableTakesMakesNoColumn() throws Exception {
        final TestRunner runner = runner("CLEAN");
        runner.enqueue(Records.record(1, 0, "\"id\":0,\"huge\":1e400"));
        runner.enqueue(Records.record(2, 0, "\"id\":0,\"Twice\":1,\"twice\":2"));
        runner.enqueue(Records.record(3, 0, "\"id\":3"));
        runner.run();

        assertThat(reasons(runner)).hasSize(2);
        assertThat(reasons(runner).get(0)).contains("huge: a number with an exponent");
        assertThat(reasons(runner).get(1)).contains("differ only in case");
        assertThat(columns("CLEAN")).containsExactly("KINESISMETADATA VARIANT", "ID NUMBER(38,0)");
        assertThat(snowflake.query("SELECT ID FROM CLEAN")).containsExactly("3");
    }

    /** The cast to the column's type would alter them without a word. */
    @Test
    void aValueThatItsColumnWouldAlterDoesNotLand() throws Exception {
        snowflake.execute("CREATE TABLE ALTERING (KINESISMETADATA VARIANT, ID NUMBER(10,0), V BOOLEAN, D DATE)");
        final TestRunner runner = runner("ALTERING");
        final List<String> altered =
                List.of("\"id\":0.5", "\"v\":2", "\"v\":\"yes\"", "\"d\":20260101", "\"d\":\"25.11.2026\"");
        for (int i = 0; i < altered.size(); i++) {
            runner.enqueue(Records.record(i, 0, altered.get(i)));
        }
        runner.enqueue(Records.record(9, 0, "\"id\":1,\"v\":true,\"d\":\"2026-11-25\""));
        runner.run();

        assertThat(reasons(runner)).hasSize(altered.size());
        assertThat(snowflake.query("SELECT ID, V, D::VARCHAR FROM ALTERING")).containsExactly("1|TRUE|2026-11-25");
    }

    @Test
    void eachRecordMayGoIntoOneColumnAsAWhole() throws Exception {
        final TestRunner runner = runner("WHOLE");
        runner.setProperty(ColumnProperties.TABLE_CREATION, "CREATE_RECORD");
        runner.enqueue(Records.record(1, 0, "\"id\":0,\"ID\":\"x\",\"none\":null"));
        runner.run(1, false, true);
        runner.enqueue(Records.record(1, 1, "\"other\":{\"a\":1}"));
        runner.run(1, true, false);

        assertThat(reasons(runner)).isEmpty();
        assertThat(runner.getCounterValue("Fast Transactions")).isEqualTo(2);
        assertThat(columns("WHOLE")).containsExactly("KINESISMETADATA VARIANT", "RECORD VARIANT");
        assertThat(
                        snowflake.query(
                                "SELECT RECORD:id::VARCHAR, RECORD:ID::VARCHAR, TYPEOF(RECORD:none), RECORD:other,"
                                        + " RECORD:kinesisMetadata:shardId::VARCHAR = KINESISMETADATA:shardId::VARCHAR FROM WHOLE ORDER BY 1"))
                .containsExactly("0|x|NULL_VALUE|null|TRUE", "null|null|null|{\"a\":1}|TRUE");
    }

    /** Whatever else is loaded with it. */
    @Test
    void aRecordOfNothingButMetadataIsARecordToo() throws Exception {
        snowflake.execute("CREATE TABLE BARE (KINESISMETADATA VARIANT, RECORD VARIANT NOT NULL)");
        final TestRunner runner = runner("BARE");
        runner.setProperty(ColumnProperties.TABLE_CREATION, "CREATE_RECORD");
        final String[] bare = new String[3];
        for (int i = 0; i < 3; i++) {
            bare[i] = Records.record(1, i, "").replace(",}", "}");
        }
        runner.enqueue(bare[0]);
        runner.run(1, false, true);
        runner.enqueue(bare[1] + "\n" + Records.record(2, 0, "\"id\":1"));
        runner.run(1, false, false);
        runner.enqueue(bare[2]);
        runner.run(1, true, false);

        assertThat(reasons(runner)).isEmpty();
        assertThat(snowflake.query("SELECT RECORD:kinesisMetadata:sequenceNumber::VARCHAR FROM BARE"
                        + " WHERE RECORD:id::VARCHAR IS NULL ORDER BY 1"))
                .containsExactly(Records.sequenceNumber(0), Records.sequenceNumber(1), Records.sequenceNumber(2));
    }

    @Test
    void aTableWithoutTheColumnForWholeRecordsIsReportedWithTheRemedy() throws Exception {
        snowflake.execute("CREATE TABLE NOT_WHOLE (KINESISMETADATA VARIANT, ID NUMBER)");
        final TestRunner runner = runner("NOT_WHOLE");
        runner.setProperty(ColumnProperties.TABLE_CREATION, "CREATE_RECORD");
        runner.enqueue(Records.record(1, 0, "\"id\":0"));
        runner.run();

        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);
        assertThat(runner.getLogger().getErrorMessages())
                .anySatisfy(message -> assertThat(message.getMsg()).contains("RECORD", "Table Creation"));
    }
}
