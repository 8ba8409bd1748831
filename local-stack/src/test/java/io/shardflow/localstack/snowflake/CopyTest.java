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
package io.shardflow.localstack.snowflake;

import static io.shardflow.localstack.snowflake.RunningStandIn.rows;
import static io.shardflow.localstack.snowflake.RunningStandIn.update;
import static io.shardflow.localstack.snowflake.RunningStandIn.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CopyTest {
    @RegisterExtension
    static final RunningStandIn STAND_IN = new RunningStandIn();

    private static final String FORMAT =
            " FILE_FORMAT=(TYPE=JSON COMPRESSION=GZIP) MATCH_BY_COLUMN_NAME=CASE_INSENSITIVE ON_ERROR=ABORT_STATEMENT";

    private Connection c;

    @BeforeEach
    void connect() throws SQLException {
        c = STAND_IN.connect();
        update(c, "CREATE OR REPLACE TABLE T (A NUMBER, \"B\" VARIANT, TS TIMESTAMP_NTZ, S VARCHAR(5))");
        update(c, "CREATE OR REPLACE TEMPORARY STAGE \"s\"");
    }

    @AfterEach
    void close() throws SQLException {
        c.close();
    }

    private String put(final String name, final String content) throws SQLException, IOException {
        return value(
                c,
                "PUT 'file://" + STAND_IN.gzip(name, content)
                        + "' '@\"s\"' AUTO_COMPRESS=FALSE SOURCE_COMPRESSION=GZIP OVERWRITE=FALSE");
    }

    private static String copy(final String name) {
        return "COPY INTO T FROM '@\"s\"' FILES=('" + name + "')" + FORMAT;
    }

    @Test
    void loadsByColumnNameWithOneRowPerFile() throws Exception {
        assertThat(
                        put(
                                "one.json.gz",
                                "{\"a\":1,\"b\":{\"y\":1,\"x\":null},\"ts\":\"2026-01-02T03:04:05.678Z\",\"unknown\":1}\n{\"A\":2,\"b\":null}\n"))
                .contains("UPLOADED");
        assertThat(rows(c, copy("one.json.gz"))).containsExactly("one.json.gz|LOADED|2|2|1|0|null|null|null|null");
        assertThat(rows(c, "SELECT A, B, B IS NULL, TS, S FROM T ORDER BY A"))
                .containsExactly("1|{\"x\":null,\"y\":1}|FALSE|2026-01-02 03:04:05.678|null", "2|null|FALSE|null|null");
    }

    @Test
    void caseSensitiveMatchesExactNamesOnly() throws Exception {
        put("case.json.gz", "{\"a\":1,\"B\":2}");
        update(c, copy("case.json.gz").replace("CASE_INSENSITIVE", "CASE_SENSITIVE"));
        assertThat(value(c, "SELECT A, B FROM T")).isEqualTo("null|2");
    }

    @Test
    void aKnownFileIsSkippedSilentlyAndAChangedOneIsNot() throws Exception {
        put("known.json.gz", "{\"a\":1}");
        assertThat(update(c, copy("known.json.gz"))).isEqualTo(1);
        assertThat(rows(c, copy("known.json.gz"))).containsExactly("Copy executed with 0 files processed.");
        assertThat(update(c, copy("known.json.gz") + " FORCE=TRUE")).isEqualTo(1);
        update(c, "REMOVE '@\"s\"'");
        put("known.json.gz", "{\"a\":2}");
        assertThat(update(c, copy("known.json.gz"))).isEqualTo(1);
        update(c, "CREATE OR REPLACE TABLE T (A NUMBER)");
        assertThat(update(c, copy("known.json.gz")))
                .as("a new table knows no files")
                .isEqualTo(1);
    }

    @Test
    void rollbackForgetsTheFile() throws Exception {
        put("back.json.gz", "{\"a\":1}");
        update(c, "BEGIN");
        assertThat(update(c, copy("back.json.gz"))).isEqualTo(1);
        update(c, "ROLLBACK");
        assertThat(value(c, "SELECT COUNT(*) FROM T")).isEqualTo("0");
        assertThat(update(c, copy("back.json.gz"))).isEqualTo(1);
    }

    @Test
    void aBadRecordAbortsTheWholeStatementOnly() throws Exception {
        put("good.json.gz", "{\"a\":1}");
        put("bad.json.gz", "{\"a\":2}\n{\"a\":\"x\"}");
        put("broken.json.gz", "{\"a\":2}\n{\"a\":");
        put("twice.json.gz", "{\"a\":2,\"a\":3}");
        put("long.json.gz", "{\"a\":2,\"s\":\"123456\"}");
        update(c, "BEGIN");
        update(c, copy("good.json.gz"));
        assertCode(copy("bad.json.gz"), 100038);
        assertCode(copy("broken.json.gz"), 100069);
        assertCode(copy("twice.json.gz"), 100069);
        assertCode(copy("long.json.gz"), 100078);
        assertCode(copy("missing.json.gz"), 91016);
        update(c, "COMMIT");
        assertThat(rows(c, "SELECT A FROM T")).containsExactly("1");
    }

    private void assertCode(final String sql, final int code) {
        assertThatThrownBy(() -> update(c, sql))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(e.getErrorCode()).as(sql).isEqualTo(code));
    }

    @Test
    void anotherNameOrOptionIsRefused() throws Exception {
        put("opt.json.gz", "{\"a\":1}");
        assertCode(copy("opt.json.gz").replace("ABORT_STATEMENT", "CONTINUE"), 1003);
        assertCode(copy("opt.json.gz") + " SIZE_LIMIT=1", 1003);
        assertCode(copy("opt.json.gz").replace("TYPE=JSON", "TYPE=CSV"), 1003);
        assertCode("COPY INTO NOPE FROM '@\"s\"'" + FORMAT, 2003);
        assertCode("COPY INTO T FROM '@nope'" + FORMAT, 2003);
    }

    @Test
    void stagesOfEveryKindHoldFiles() throws Exception {
        final String file = STAND_IN.gzip("kinds.json.gz", "{\"a\":1}").toString();
        update(c, "CREATE STAGE IF NOT EXISTS NAMED");
        for (final String stage :
                new String[] {"@NAMED", "@NAMED/sub/dir", "@~/mine", "@%T", "@DEMO_DB.PUBLIC.NAMED/q"}) {
            update(c, "CREATE OR REPLACE TABLE T (A NUMBER)");
            assertThat(value(c, "PUT 'file://" + file + "' '" + stage + "' OVERWRITE=TRUE"))
                    .contains("UPLOADED");
            assertThat(rows(c, "LIST " + stage)).as(stage).isNotEmpty();
            assertThat(update(c, "COPY INTO T FROM " + stage + " FILES=('kinds.json.gz')" + FORMAT))
                    .as(stage)
                    .isEqualTo(1);
        }
        update(c, "DROP STAGE NAMED");
        assertCode("LIST @NAMED", 2003);
    }

    @Test
    void readsTheFramesOfAZstandardFileAsOneContent() throws Exception {
        assertThat(putZstd(STAND_IN.zstd("two.json.zst", "{\"a\":1}\n", "{\"a\":2}\n{\"a\":3}\n")))
                .contains("UPLOADED");
        assertThat(rows(c, zstdCopy("two.json.zst")))
                .containsExactly("two.json.zst|LOADED|3|3|1|0|null|null|null|null");
        assertThat(update(c, zstdCopy("two.json.zst").replace("ZSTD", "AUTO") + " FORCE=TRUE"))
                .isEqualTo(3);
        assertThat(rows(c, "SELECT SUM(A) FROM T")).containsExactly("12");
    }

    @Test
    void aFileThatIsNotCompressedAsDeclaredOrIsBrokenIsRefused() throws Exception {
        put("gzip.json.gz", "{\"a\":1}");
        final Path whole = STAND_IN.zstd("whole.json.zst", "{\"a\":1}\n".repeat(1000));
        final byte[] bytes = Files.readAllBytes(whole);
        putZstd(whole);
        putZstd(Files.write(whole.resolveSibling("cut.json.zst"), Arrays.copyOf(bytes, bytes.length - 3)));
        assertCode(zstdCopy("gzip.json.gz"), 100080);
        assertCode(copy("whole.json.zst"), 100080);
        assertCode(zstdCopy("cut.json.zst"), 100080);
        assertCode(copy("gzip.json.gz").replace("GZIP", "NONE"), 100069);
        assertThat(value(c, "SELECT COUNT(*) FROM T")).isEqualTo("0");
    }

    private String putZstd(final Path file) throws SQLException {
        return value(
                c, "PUT 'file://" + file + "' '@\"s\"' AUTO_COMPRESS=FALSE SOURCE_COMPRESSION=ZSTD OVERWRITE=FALSE");
    }

    private static String zstdCopy(final String name) {
        return copy(name).replace("GZIP", "ZSTD");
    }

    @Test
    void aTemporaryStageEndsWithItsSession() throws Exception {
        put("gone.json.gz", "{\"a\":1}");
        try (Connection other = STAND_IN.connect()) {
            assertThatThrownBy(() -> rows(other, "LIST '@\"s\"'")).isInstanceOf(SQLException.class);
        }
    }
}
