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

import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The spool folder's path is part of a statement, PUT, which server and driver read each by itself. */
class SpoolDirectoryTest {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with space",
                "per%20cent",
                "back\\slash",
                "two\\\\of them",
                "back\\name",
                "ends with one\\",
                "übung-倉庫-😀",
                "[a]b{c}",
                "semi;colon,comma",
                "$$do$llar",
                "~home",
                "-- no comment",
                "@stage&x=#1"
            })
    void filesAreUploadedFromAFolderOfAnyName(final String name) throws Exception {
        final Path spool = Files.createDirectory(folder.resolve(name));
        final TestRunner runner = snowflake.runner("SPOOLED");
        runner.setProperty(SinkProperties.SPOOL_DIRECTORY, spool.toString());
        final long before = count();
        // Another record each time, so that nothing is recognised.
        runner.enqueue(Records.record(0, name.hashCode() & 0xffffff));
        runner.run();

        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 1);
        assertThat(count()).isEqualTo(before + 1);
        try (Stream<Path> left = Files.list(spool)) {
            assertThat(left).isEmpty();
        }
    }

    private static long count() throws Exception {
        return snowflake.query("SHOW TABLES LIKE 'SPOOLED'").isEmpty() ? 0 : snowflake.count("SPOOLED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"it's", "\"quoted\"", "a*b", "a?b", "a\nb"})
    void aFolderThatPutWouldMisreadIsRefused(final String name) throws Exception {
        final TestRunner runner = snowflake.runner("REFUSED");
        runner.setProperty(SinkProperties.SPOOL_DIRECTORY, folder.resolve(name).toString());
        assertThat(runner.validate()).singleElement().satisfies(result -> assertThat(result.getExplanation())
                .contains("another folder"));
    }
}
