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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fast and slow path load the same row, also into columns that no field fills. Each test loads once by either path. */
class DefaultColumnsIT {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    @TempDir
    Path spool;

    private TestRunner runner(final String table) throws Exception {
        final TestRunner runner = snowflake.runner(table);
        runner.setProperty(SinkProperties.SPOOL_DIRECTORY, spool.toString());
        return runner;
    }

    /** The first FlowFile goes the slow way, as beside writers that know no ledger, the second the fast one. */
    private void loadSlowThenFast(final TestRunner runner, final String slow, final String fast) {
        runner.setProperty(SinkProperties.OTHER_WRITERS, "PRESENT");
        runner.enqueue(slow);
        runner.run(1, true, true);
        runner.setProperty(SinkProperties.OTHER_WRITERS, "NONE");
        runner.enqueue(fast);
        runner.run(1, true, true);
        runner.assertTransferCount(PutSnowflake.FAILURE, 0);
        runner.assertTransferCount(PutSnowflake.REJECTED, 0);
        assertThat(runner.getCounterValue("Slow Transactions")).isEqualTo(1);
        assertThat(runner.getCounterValue("Fast Transactions")).isEqualTo(1);
    }

    private static final String COLUMNS_WITH_DEFAULTS = " (KINESISMETADATA VARIANT, ID NUMBER(10,0), NOTE VARCHAR,"
            + " SOURCE VARCHAR DEFAULT 'kinesis', INGESTED_AT TIMESTAMP_NTZ NOT NULL DEFAULT CURRENT_TIMESTAMP(),"
            + " ROW_NUMBER NUMBER(38,0) AUTOINCREMENT, NOTHING VARCHAR)";

    @Test
    void aColumnThatNoFieldFillsGetsItsDefault() throws Exception {
        snowflake.execute("CREATE TABLE DEFAULTS" + COLUMNS_WITH_DEFAULTS);
        loadSlowThenFast(runner("DEFAULTS"), Records.records(1, 0, 1), Records.records(1, 2, 3));

        assertThat(snowflake.query(
                        "SELECT ID, SOURCE, NOTE, NOTHING IS NULL, INGESTED_AT IS NULL FROM DEFAULTS ORDER BY ID"))
                .containsExactly(
                        "0|kinesis|n0|TRUE|FALSE",
                        "1|kinesis|n1|TRUE|FALSE",
                        "2|kinesis|n2|TRUE|FALSE",
                        "3|kinesis|n3|TRUE|FALSE");
        assertThat(snowflake.query("SELECT COUNT(DISTINCT ROW_NUMBER) FROM DEFAULTS"))
                .containsExactly("4");
    }

    @Test
    void atLeastOnceGivesDefaultsToo() throws Exception {
        snowflake.execute("CREATE TABLE REPEATED" + COLUMNS_WITH_DEFAULTS);
        final TestRunner runner = runner("REPEATED");
        runner.setProperty(SinkProperties.DELIVERY_GUARANTEE, "AT_LEAST_ONCE");
        runner.enqueue(Records.records(1, 0, 1));
        runner.run();

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        assertThat(snowflake.query("SELECT ID, SOURCE, INGESTED_AT IS NULL FROM REPEATED ORDER BY ID"))
                .containsExactly("0|kinesis|FALSE", "1|kinesis|FALSE");
    }

    /** Those without a field get what they would get if nobody had it, those with null get NULL. */
    @ParameterizedTest
    @ValueSource(strings = {"EVOLVE", "REFUSE"})
    void aRecordThatLacksAFieldWhichOthersHaveGetsTheDefault(final String unknownFields) throws Exception {
        final String table = "SPARSE_" + unknownFields;
        snowflake.execute("CREATE TABLE " + table + " (KINESISMETADATA VARIANT, ID NUMBER(10,0),"
                + " NOTE VARCHAR(9) DEFAULT 'it''s', PRICE NUMBER(5,2) NOT NULL DEFAULT 1.5, F FLOAT DEFAULT 0.25,"
                + " B BOOLEAN NOT NULL DEFAULT TRUE, D DATE DEFAULT '2026-01-02',"
                + " AT TIMESTAMP_NTZ NOT NULL DEFAULT CURRENT_TIMESTAMP(), U VARCHAR NOT NULL DEFAULT UUID_STRING())");
        final List<String> described = snowflake.query("DESC TABLE " + table);
        final TestRunner runner = runner(table);
        runner.setProperty(ColumnProperties.UNKNOWN_FIELDS, unknownFields);
        final String all =
                "\"note\":\"x\",\"price\":1,\"f\":1,\"b\":false,\"d\":\"2025-05-05\",\"at\":\"2025-05-05\",\"u\":\"u\"";
        final String[] parts = new String[2];
        for (int i = 0; i < 2; i++) {
            parts[i] = Records.record(1, 10 * i, "\"id\":%d,%s".formatted(10 * i, all)) + "\n"
                    + Records.record(1, 10 * i + 1, "\"id\":%d".formatted(10 * i + 1)) + "\n"
                    + Records.record(1, 10 * i + 2, "\"id\":%d,\"note\":null,\"d\":null".formatted(10 * i + 2)) + "\n"
                    + Records.record(1, 10 * i + 3, "\"id\":%d".formatted(10 * i + 3));
        }
        loadSlowThenFast(runner, parts[0], parts[1]);

        assertThat(snowflake.query("SELECT ID, NOTE, PRICE, F, B, D::VARCHAR, AT > '2026-01-01'::TIMESTAMP_NTZ FROM "
                        + table + " ORDER BY ID"))
                .containsExactly(
                        "0|x|1.00|1.0|FALSE|2025-05-05|FALSE",
                        "1|it's|1.50|0.25|TRUE|2026-01-02|TRUE",
                        "2|null|1.50|0.25|TRUE|null|TRUE",
                        "3|it's|1.50|0.25|TRUE|2026-01-02|TRUE",
                        "10|x|1.00|1.0|FALSE|2025-05-05|FALSE",
                        "11|it's|1.50|0.25|TRUE|2026-01-02|TRUE",
                        "12|null|1.50|0.25|TRUE|null|TRUE",
                        "13|it's|1.50|0.25|TRUE|2026-01-02|TRUE");
        assertThat(snowflake.query("SELECT COUNT(DISTINCT U) FROM " + table)).containsExactly("7");
        assertThat(snowflake.query("DESC TABLE " + table)).isEqualTo(described);
    }

    /** No expression makes the next number of an AUTOINCREMENT. */
    @Test
    void whereTheDefaultCannotBeWrittenTheRecordIsRejectedAndLandsOnItsOwn() throws Exception {
        snowflake.execute(
                "CREATE TABLE NUMBERED (KINESISMETADATA VARIANT, ID NUMBER(10,0), N NUMBER(38,0) AUTOINCREMENT)");
        final TestRunner runner = runner("NUMBERED");
        final String lacking = Records.record(1, 1, "\"id\":1");
        runner.enqueue(Records.record(1, 0, "\"id\":0,\"n\":77") + "\n" + lacking);
        runner.run(1, false, true);

        assertThat(runner.getFlowFilesForRelationship(PutSnowflake.REJECTED))
                .extracting(flowFile -> flowFile.getAttribute(PutSnowflake.REASON_ATTRIBUTE))
                .singleElement()
                .asString()
                .contains("N: no field for it, which other records that are loaded with this one have");
        runner.enqueue(lacking);
        runner.run(1, true, false);
        assertThat(snowflake.query("SELECT ID, N FROM NUMBERED ORDER BY ID")).containsExactly("0|77", "1|1");
    }

    /** A record that does not land by itself, or the fewer of those that do not land together, take no other with them. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "WRONG,`\"abc\"`,1,N: ,90",
                "NOTHING,null,1,N: null for it,90",
                "NULLS,null,60,N: null for it,40",
                "FEW,77,2,N: a value for it,89",
            })
    void fewRecordsWithAFieldForANumberedColumnTakeNoOthersWithThem(
            final String name, final String value, final int having, final String reason, final int numbered)
            throws Exception {
        final String table = "FEW_" + name;
        snowflake.execute("CREATE TABLE " + table
                + " (KINESISMETADATA VARIANT, ID NUMBER(10,0), N NUMBER(38,0) NOT NULL AUTOINCREMENT)");
        final TestRunner runner = runner(table);
        final int all = name.equals("NULLS") ? 100 : 91;
        runner.enqueue(IntStream.range(0, all)
                .mapToObj(i -> Records.record(1, i, "\"id\":" + i + (i < having ? ",\"n\":" + value : "")))
                .collect(Collectors.joining("\n")));
        runner.run();

        runner.assertTransferCount(PutSnowflake.SUCCESS, 1);
        assertThat(snowflake.query("SELECT COUNT(*), COUNT(DISTINCT N), MIN(ID) FROM " + table))
                .containsExactly(numbered + "|" + numbered + "|" + having);
        assertThat(runner.getFlowFilesForRelationship(PutSnowflake.REJECTED))
                .extracting(flowFile -> flowFile.getAttribute(PutSnowflake.REASON_ATTRIBUTE))
                .singleElement()
                .asString()
                .contains(reason)
                .endsWith("(" + having + ")");
        assertThat(snowflake.query("DESC TABLE " + table))
                .anyMatch(column -> column.matches("N\\|.*\\|N\\|IDENTITY.*"));
    }

    /** Six come that have the field, and two land. */
    @Test
    void whichRecordsAreTheFewerOnesIsToldFromThoseThatLand() throws Exception {
        snowflake.execute(
                "CREATE TABLE LANDING (KINESISMETADATA VARIANT, ID NUMBER(10,0), N NUMBER(38,0) AUTOINCREMENT)");
        final TestRunner runner = runner("LANDING");
        final List<String> fields = List.of(
                "\"n\":71",
                "\"n\":\"x\"",
                "\"n\":72",
                "\"n\":\"y\"",
                "\"n\":true",
                "\"n\":{}",
                "\"a\":1",
                "\"a\":2",
                "\"a\":3");
        runner.enqueue(IntStream.range(0, fields.size())
                .mapToObj(i -> Records.record(1, i, "\"id\":" + i + "," + fields.get(i)))
                .collect(Collectors.joining("\n")));
        runner.run();

        assertThat(snowflake.query("SELECT ID, A, N IS NULL FROM LANDING ORDER BY ID"))
                .containsExactly("6|1|FALSE", "7|2|FALSE", "8|3|FALSE");
        assertThat(runner.getCounterValue("Records Rejected")).isEqualTo(6);
    }

    /** Where DESC TABLE shows a backslash, the default is one that nobody can write. */
    @Test
    void nullLandsAsNullWhereAllRecordsHaveIt() throws Exception {
        snowflake.execute(
                "CREATE TABLE NULLS_ONLY (KINESISMETADATA VARIANT, ID NUMBER(10,0), T VARCHAR DEFAULT 'a\\\\b')");
        loadSlowThenFast(
                runner("NULLS_ONLY"),
                Records.record(1, 0, "\"id\":0,\"t\":null"),
                Records.record(1, 1, "\"id\":1,\"t\":null") + "\n" + Records.record(1, 2, "\"id\":2,\"t\":\"x\""));
        assertThat(snowflake.query("SELECT ID, T FROM NULLS_ONLY ORDER BY ID"))
                .containsExactly("0|null", "1|null", "2|x");
    }

    @Test
    void aRequiredColumnThatNoFieldFillsIsRefusedOnEitherPath() throws Exception {
        snowflake.execute("CREATE TABLE REQUIRED (KINESISMETADATA VARIANT, ID NUMBER(10,0), NOTE VARCHAR NOT NULL)");
        final TestRunner runner = runner("REQUIRED");
        runner.setProperty(ColumnProperties.UNKNOWN_FIELDS, "REFUSE");
        runner.enqueue(Records.record(1, 0, "\"id\":0"));
        runner.enqueue(Records.record(1, 1, "\"id\":1,\"note\":\"x\""));
        runner.run(1, false, true);
        runner.enqueue(Records.record(1, 2, "\"id\":2"));
        runner.run(1, true, false);

        assertThat(runner.getFlowFilesForRelationship(PutSnowflake.REJECTED))
                .extracting(flowFile -> flowFile.getAttribute(PutSnowflake.REASON_ATTRIBUTE))
                .hasSize(2)
                .allSatisfy(reason -> assertThat(reason).contains("NOTE: NULL in a column that is NOT NULL"));
        assertThat(snowflake.query("SELECT ID FROM REQUIRED")).containsExactly("1");
    }

    @Test
    void everySpellingOfAFieldFillsItsColumn() throws Exception {
        snowflake.execute("CREATE TABLE SPELT (KINESISMETADATA VARIANT, ID NUMBER(10,0), NOTE VARCHAR)");
        loadSlowThenFast(
                runner("SPELT"),
                Records.record(1, 0, "\"id\":0,\"NOTE\":null") + "\n" + Records.record(1, 1, "\"Id\":1,\"note\":\"b\""),
                Records.record(1, 2, "\"ID\":2,\"Note\":\"c\"") + "\n"
                        + Records.record(1, 3, "\"id\":3,\"note\":\"d\""));

        assertThat(snowflake.query("SELECT ID, NOTE FROM SPELT ORDER BY ID"))
                .containsExactly("0|null", "1|b", "2|c", "3|d");
    }

    @Test
    void aFieldMayBeNamedAnythingThatAColumnMay() throws Exception {
        final List<String> names = List.of(
                "a.b", "it's", "say \"hi\"", "x[0]", "back\\slash", "übung", "a b", "$1", "select", ":c::d", "--");
        final StringBuilder columns = new StringBuilder();
        final StringBuilder fields = new StringBuilder("\"id\":%d");
        final StringBuilder selected = new StringBuilder();
        for (final String name : names) {
            columns.append(", \"").append(name.replace("\"", "\"\"")).append("\" VARCHAR");
            fields.append(",\"")
                    .append(name.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\":\"")
                    .append(names.indexOf(name))
                    .append('"');
            selected.append(", \"").append(name.replace("\"", "\"\"")).append('"');
        }
        snowflake.execute("CREATE TABLE NAMED (KINESISMETADATA VARIANT, ID NUMBER(10,0)" + columns + ")");
        loadSlowThenFast(
                runner("NAMED"),
                Records.record(1, 0, fields.toString().formatted(0)),
                Records.record(1, 1, fields.toString().formatted(1)));

        assertThat(snowflake.query("SELECT ID" + selected + " FROM NAMED ORDER BY ID"))
                .containsExactly("0|0|1|2|3|4|5|6|7|8|9|10", "1|0|1|2|3|4|5|6|7|8|9|10");
    }

    @Test
    void eachTypeOfColumnGetsTheSameValueOnEitherPath() throws Exception {
        snowflake.execute(
                "CREATE TABLE TYPED (KINESISMETADATA VARIANT, B BOOLEAN, N NUMBER(10,2), F FLOAT, T VARCHAR(20),"
                        + " V VARIANT, O OBJECT, A ARRAY, D DATE, H TIME, NTZ TIMESTAMP_NTZ, TZ TIMESTAMP_TZ, X BINARY,"
                        + " JSON_NULL VARIANT, SQL_NULL NUMBER)");
        final String fields =
                "\"b\":true,\"n\":12.5,\"f\":0.25,\"t\":\"text\",\"v\":{\"k\":[1,\"x\"]},\"o\":{\"p\":1},\"a\":[1,2],"
                        + "\"d\":\"2026-11-25\",\"h\":\"10:15:30\",\"ntz\":\"2026-11-25T10:15:30.5\",\"tz\":\"2026-11-25T10:15:30+01:00\","
                        + "\"x\":\"cafe\",\"json_null\":null,\"sql_null\":null";
        loadSlowThenFast(runner("TYPED"), Records.record(1, 0, fields), Records.record(1, 1, fields));

        final List<String> rows = snowflake.query(
                "SELECT B, N, F, T, V, O, A, D::VARCHAR, H::VARCHAR, NTZ::VARCHAR, TZ::VARCHAR, X::VARCHAR,"
                        + " TYPEOF(JSON_NULL), SQL_NULL FROM TYPED");
        assertThat(rows).hasSize(2);
        assertThat(rows.getFirst())
                .isEqualTo(rows.getLast())
                .startsWith("TRUE|12.50|0.25|text|{\"k\":[1,\"x\"]}|{\"p\":1}|[1,2]|2026-11-25|10:15:30")
                .contains("CAFE")
                .endsWith("|NULL_VALUE|null");
    }

    /** As they may be set for the user or the account. */
    @Test
    void howTheSessionReadsDatesAndBinaryValuesMakesNoDifference() throws Exception {
        snowflake.execute("CREATE TABLE FORMATS (KINESISMETADATA VARIANT, D DATE, H TIME, NTZ TIMESTAMP_NTZ,"
                + " TZ TIMESTAMP_TZ, X BINARY)");
        final WatchedConnections connections = new WatchedConnections(
                snowflake,
                "ALTER SESSION SET DATE_INPUT_FORMAT = 'DD/MM/YYYY' TIME_INPUT_FORMAT = 'SS:MI:HH24'"
                        + " TIMESTAMP_INPUT_FORMAT = 'DD/MM/YYYY HH24:MI:SS' BINARY_INPUT_FORMAT = 'BASE64'");
        final TestRunner runner = SnowflakeForTests.runner("FORMATS", connections);
        runner.enableControllerService(connections);
        runner.setProperty(SinkProperties.SPOOL_DIRECTORY, spool.toString());
        final String fields = "\"d\":\"2026-11-25\",\"h\":\"10:15:30\",\"ntz\":\"2026-11-25T10:15:30.5\","
                + "\"tz\":\"2026-11-25T10:15:30+01:00\",\"x\":\"cafe\"";
        loadSlowThenFast(runner, Records.record(1, 0, fields), Records.record(1, 1, fields));

        assertThat(snowflake.query("SELECT D::VARCHAR, H::VARCHAR, NTZ::VARCHAR, X::VARCHAR FROM FORMATS"))
                .hasSize(2)
                .allMatch(row -> row.startsWith("2026-11-25|10:15:30|2026-11-25") && row.endsWith("CAFE"));
    }

    @Test
    void aTextThatIsTooLongIsRefusedAndNotCut() throws Exception {
        snowflake.execute("CREATE TABLE SHORT (KINESISMETADATA VARIANT, ID NUMBER(10,0), NOTE VARCHAR(3))");
        final TestRunner runner = runner("SHORT");
        runner.setProperty(ColumnProperties.UNKNOWN_FIELDS, "REFUSE");
        runner.enqueue(Records.record(1, 0, "\"id\":0,\"note\":\"long\""));
        runner.enqueue(Records.record(1, 1, "\"id\":1,\"note\":\"abc\""));
        runner.run(1, false, true);
        runner.enqueue(Records.record(1, 2, "\"id\":2,\"note\":\"long\""));
        runner.run(1, true, false);

        runner.assertTransferCount(PutSnowflake.REJECTED, 2);
        assertThat(snowflake.query("SELECT ID, NOTE FROM SHORT")).containsExactly("1|abc");
    }
}
