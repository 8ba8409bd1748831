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

import io.shardflow.nifi.snowflake.settings.BatchProperties;
import io.shardflow.nifi.snowflake.settings.ColumnProperties;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is valid, and what happens when Snowflake or the spool folder is out of reach. Nothing here connects. */
class PutSnowflakePropertiesTest {

    private TestRunner runner;

    @BeforeEach
    void configure() throws InitializationException {
        final SnowflakeConnectionPool pool = new SnowflakeConnectionPool();
        runner = SnowflakeForTests.runner("EVENTS", pool);
        runner.setProperty(pool, "Account URL", "http://127.0.0.1:9");
        runner.setProperty(pool, "Authentication Strategy", "PASSWORD");
        runner.setProperty(pool, "Username", "NIFI");
        runner.setProperty(pool, "Password", "nifi");
        runner.setProperty(pool, "Maximum Wait", "1 sec");
        runner.enableControllerService(pool);
    }

    @Test
    void anEmptyParameterIsNotASetting() {
        runner.setProperty(SinkProperties.DATABASE_NAME, "");
        runner.setProperty(SinkProperties.SCHEMA_NAME, "");
        runner.setProperty(SinkProperties.SPOOL_DIRECTORY, "");
        runner.assertValid();
    }

    @Test
    void namesMustBeNames() {
        runner.setProperty(SinkProperties.TABLE_NAME, "a.b");
        runner.assertNotValid();
        runner.setProperty(SinkProperties.TABLE_NAME, "\"a.b\"");
        runner.assertValid();
        runner.setProperty(SinkProperties.TABLE_NAME, "${table}");
        runner.assertValid();
        for (final PropertyDescriptor place : List.of(SinkProperties.DATABASE_NAME, SinkProperties.SCHEMA_NAME)) {
            runner.setProperty(place, "my-db");
            runner.assertNotValid();
            runner.setProperty(place, "my-${db}");
            runner.assertValid();
        }
    }

    @Test
    void expressionsMustBeExpressions() {
        for (final PropertyDescriptor name :
                List.of(SinkProperties.DATABASE_NAME, SinkProperties.SCHEMA_NAME, SinkProperties.TABLE_NAME)) {
            runner.setProperty(name, "${place:noSuchFunction()}");
            runner.assertNotValid();
            runner.setProperty(name, "${place:toUpper()}");
            runner.assertValid();
        }
    }

    @Test
    void theOverflowColumnIsANameIfThereIsOne() {
        runner.setProperty(ColumnProperties.UNKNOWN_FIELDS, "OVERFLOW");
        runner.assertValid();
        runner.setProperty(ColumnProperties.OVERFLOW_COLUMN, "other fields");
        runner.assertNotValid();
        runner.setProperty(ColumnProperties.OVERFLOW_COLUMN, "\"other fields\"");
        runner.assertValid();
        runner.setProperty(ColumnProperties.OVERFLOW_COLUMN, "other fields");
        runner.setProperty(ColumnProperties.UNKNOWN_FIELDS, "EVOLVE");
        runner.assertValid();
    }

    @Test
    void theMetadataColumnIsNamedLikeTheField() {
        runner.setProperty(SinkProperties.METADATA_FIELD, "meta");
        runner.assertNotValid();
        runner.setProperty(SinkProperties.METADATA_COLUMN, "Meta");
        runner.assertValid();
    }

    @Test
    void recordsMayBeAsLargeAsAnAccountTakes() {
        for (final String size : List.of("16 MB", "128 MB")) {
            runner.setProperty(ColumnProperties.MAXIMUM_RECORD_SIZE, size);
            runner.assertValid();
        }
        for (final String size : List.of("15 MB", "129 MB", "large")) {
            runner.setProperty(ColumnProperties.MAXIMUM_RECORD_SIZE, size);
            runner.assertNotValid();
        }
    }

    @Test
    void aTransactionIsNoLargerThanItsStatementsHaveTimeFor() {
        for (final String size : List.of("0 B", "250 MB", "10 GB")) {
            runner.setProperty(BatchProperties.MAXIMUM_BYTES, size);
            runner.assertValid();
        }
        for (final String size : List.of("10241 MB", "1 TB")) {
            runner.setProperty(BatchProperties.MAXIMUM_BYTES, size);
            assertThat(runner.validate()).singleElement().satisfies(result -> assertThat(result.getExplanation())
                    .contains("at most 10 GB", "Maximum Batch Age"));
        }
        runner.setProperty(BatchProperties.MAXIMUM_BYTES, "large");
        runner.assertNotValid();
    }

    @Test
    void flowFilesStayInTheQueueWhileSnowflakeIsOutOfReach() {
        runner.enqueue(Records.record(1, 1));
        runner.run(2);

        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);
        assertThat(runner.getLogger().getWarnMessages())
                .singleElement()
                .satisfies(message ->
                        assertThat(message.getMsg()).contains("EVENTS").contains("stay in the queue"));
    }

    @Test
    void flowFilesStayInTheQueueWhenTheSpoolFolderCannotBeUsed(@TempDir final Path folder) throws Exception {
        final Path file = Files.createFile(folder.resolve("file"));
        runner.setProperty(SinkProperties.SPOOL_DIRECTORY, file.toString());
        runner.enqueue(Records.record(1, 1));
        runner.run();

        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(1);
        assertThat(runner.getLogger().getWarnMessages())
                .singleElement()
                .satisfies(message -> assertThat(message.getMsg()).contains("'Spool Directory'"));
    }
}
