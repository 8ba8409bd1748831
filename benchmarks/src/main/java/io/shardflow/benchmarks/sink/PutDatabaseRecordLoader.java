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
package io.shardflow.benchmarks.sink;

import io.shardflow.benchmarks.flow.Canvas;
import io.shardflow.benchmarks.yardstick.PutDatabaseRecordNar;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.snowflake.LocalAccount;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/**
 * NiFi's PutDatabaseRecord, on the connector's own connection pool: the same driver, with the same settings. It reads with JsonTreeReader,
 * which finds out the schema of each FlowFile, loads one FlowFile with a transaction, and sends rows by the thousand, all as by default.
 * What is an object or an array lands as text, since it cannot be bound to a VARIANT.
 */
final class PutDatabaseRecordLoader extends Loader {

    private final URI snowflake;

    private PutDatabaseRecordLoader(
            final LocalStack stack,
            final NifiClient nifi,
            final Connector connector,
            final Canvas canvas,
            final String id) {
        super(nifi, connector, canvas, id);
        this.snowflake = stack.endpoint(Part.SNOWFLAKE);
    }

    /** Puts it and its reader beside the connector. @param connector whose services are not enabled yet */
    static PutDatabaseRecordLoader create(
            final LocalStack stack, final NifiClient nifi, final Connector connector, final Canvas canvas)
            throws IOException {
        final Path nar = PutDatabaseRecordNar.write(stack.workspace().folder());
        final String bundle = nifi.nars().upload(nar).coordinate();
        final String group = connector.groupId();
        final String pool = nifi.controllerServices().list(group).getFirst().id();
        final String reader =
                nifi.controllerServices().create(group, bundle, PutDatabaseRecordNar.READER, "what a line is");
        final String id = nifi.processors()
                .create(
                        group,
                        bundle,
                        PutDatabaseRecordNar.PROCESSOR,
                        "yardstick",
                        Map.of(
                                "put-db-record-record-reader",
                                reader,
                                "put-db-record-dcbp-service",
                                pool,
                                "put-db-record-statement-type",
                                "INSERT",
                                "put-db-record-catalog-name",
                                LocalAccount.DATABASE,
                                "put-db-record-schema-name",
                                LocalAccount.SCHEMA,
                                "put-db-record-table-name",
                                "NONE",
                                // TO is a word of SQL
                                "put-db-record-quoted-identifiers",
                                "true"),
                        List.of("success", "failure", "retry"));
        return new PutDatabaseRecordLoader(stack, nifi, connector, canvas, id);
    }

    @Override
    String label() {
        return "PutDatabaseRecord";
    }

    /** Makes the table, which it does not do by itself. @param together 1 */
    @Override
    void into(final String table, final int together) throws SQLException {
        if (together != 1) {
            throw new IllegalArgumentException("a transaction has one FlowFile");
        }
        try (Connection connection = LocalAccount.connect(snowflake);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + table + " (KINESISMETADATA VARCHAR, ID NUMBER(38,0), CUSTOMER VARCHAR,"
                    + " TOTAL FLOAT, PAID BOOLEAN, \"AT\" VARCHAR, ITEMS VARCHAR, \"TO\" VARCHAR, NOTE VARCHAR)");
        }
        configure(Map.of("put-db-record-table-name", table));
    }

    /** It counts rows with the session that ends their FlowFile, which failed ones have, too. */
    @Override
    long loaded(final Map<String, Long> counters) {
        return counters.getOrDefault("INSERT updates performed", 0L);
    }
}
