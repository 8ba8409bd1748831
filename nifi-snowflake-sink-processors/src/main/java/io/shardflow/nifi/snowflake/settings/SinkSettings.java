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
package io.shardflow.nifi.snowflake.settings;

import io.shardflow.nifi.snowflake.content.RecordFormat;
import io.shardflow.nifi.snowflake.jdbc.MetadataColumns;
import io.shardflow.nifi.snowflake.jdbc.StoppableConnections;
import io.shardflow.nifi.snowflake.jdbc.TargetName;
import io.shardflow.nifi.snowflake.jdbc.WatchedSession;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.name.TableName;
import io.shardflow.nifi.snowflake.reader.ReaderFormat;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.dbcp.DBCPService;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.serialization.RecordReaderFactory;

/**
 * The processor's properties for one run, read once.
 *
 * @param format how the records of a FlowFile are written
 */
public record SinkSettings(
        StoppableConnections connections,
        Function<FlowFile, RecordFormat> format,
        ColumnSettings columns,
        DeliveryGuarantee guarantee,
        OtherWriters otherWriters,
        String metadataField,
        MetadataColumns metadata,
        BatchLimits batch,
        Path spoolDirectory) {

    public static SinkSettings of(final PropertyContext context) {
        final DeliveryGuarantee guarantee = choice(context, SinkProperties.DELIVERY_GUARANTEE, DeliveryGuarantee.class);
        return new SinkSettings(
                connections(context),
                format(context),
                ColumnSettings.of(context),
                guarantee,
                guarantee == DeliveryGuarantee.EXACTLY_ONCE
                        ? choice(context, SinkProperties.OTHER_WRITERS, OtherWriters.class)
                        : OtherWriters.NONE,
                metadataField(context),
                MetadataProperties.columns(context),
                BatchLimits.of(context),
                SinkProperties.spoolDirectory(context));
    }

    private static String metadataField(final PropertyContext context) {
        return context.getProperty(SinkProperties.METADATA_FIELD).getValue().trim();
    }

    private static Function<FlowFile, RecordFormat> format(final PropertyContext context) {
        final RecordReaderFactory readers =
                context.getProperty(SinkProperties.RECORD_READER).asControllerService(RecordReaderFactory.class);
        final String metadataField = metadataField(context);
        return flowFile ->
                readers == null ? RecordFormat.JSON_LINES : new ReaderFormat(readers, flowFile, metadataField);
    }

    static <E extends Enum<E>> E choice(
            final PropertyContext context, final PropertyDescriptor property, final Class<E> type) {
        return Enum.valueOf(type, context.getProperty(property).getValue());
    }

    static StoppableConnections connections(final PropertyContext context) {
        final DBCPService pool =
                context.getProperty(SinkProperties.CONNECTION_POOL).asControllerService(DBCPService.class);
        final Map<String, String> borrower = context instanceof ProcessContext processor && processor.getName() != null
                ? Map.of(WatchedSession.BORROWER, processor.getName())
                : Map.of();
        return new StoppableConnections(new PoolConnections(pool, borrower));
    }

    /** The table as a target, with the metadata where these settings have it. */
    public TargetName target(final TableName table) {
        return new TargetName(table, metadata);
    }

    public boolean isExactlyOnce() {
        return guarantee == DeliveryGuarantee.EXACTLY_ONCE;
    }
}
