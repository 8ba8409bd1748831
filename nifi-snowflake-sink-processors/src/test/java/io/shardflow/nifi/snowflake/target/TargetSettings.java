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
package io.shardflow.nifi.snowflake.target;

import io.shardflow.nifi.snowflake.content.RecordFormat;
import io.shardflow.nifi.snowflake.jdbc.ConnectionSource;
import io.shardflow.nifi.snowflake.jdbc.OneMetadataColumn;
import io.shardflow.nifi.snowflake.jdbc.StoppableConnections;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.schema.ColumnNaming;
import io.shardflow.nifi.snowflake.schema.TypeRules;
import io.shardflow.nifi.snowflake.schema.UnknownFields;
import io.shardflow.nifi.snowflake.settings.BatchLimits;
import io.shardflow.nifi.snowflake.settings.ColumnSettings;
import io.shardflow.nifi.snowflake.settings.OtherWriters;
import io.shardflow.nifi.snowflake.settings.SinkSettings;
import io.shardflow.nifi.snowflake.settings.TableCreation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The processor's defaults, for tables that are made and follow the records. */
final class TargetSettings {
    private TargetSettings() {}

    static SinkSettings through(final ConnectionSource connections) {
        return new SinkSettings(
                new StoppableConnections(connections),
                flowFile -> RecordFormat.JSON_LINES,
                new ColumnSettings(
                        TableCreation.CREATE,
                        ColumnNaming.UPPER_CASE,
                        UnknownFields.EVOLVE,
                        Optional.empty(),
                        TypeRules.DEFAULT),
                DeliveryGuarantee.EXACTLY_ONCE,
                OtherWriters.NONE,
                "kinesisMetadata",
                new OneMetadataColumn(new Identifier("KINESISMETADATA")),
                new BatchLimits(Duration.ZERO, 1, 1, 1),
                Path.of("unused"));
    }
}
