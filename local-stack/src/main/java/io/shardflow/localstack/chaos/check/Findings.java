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
package io.shardflow.localstack.chaos.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardflow.localstack.chaos.site.Site;
import io.shardflow.localstack.workload.StreamSearch;
import io.shardflow.localstack.workload.WrongOrders;
import io.shardflow.nifi.kinesis.metadata.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Says of wrong orders where they came from: shard and position of the record, the FlowFiles that it was delivered in, and of each
 * row the time it landed with the statements and transactions that can have brought it.
 *
 * <p>Threads: used by one.
 */
final class Findings {

    private static final int MOST = 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Site site;

    Findings(final Site site) {
        this.site = site;
    }

    List<String> of(final WrongOrders wrong, final Connection connection) throws SQLException {
        final List<String> lines = new ArrayList<>();
        if (wrong.isEmpty()) {
            return lines;
        }
        final FlowFileSearch flowFiles = FlowFileSearch.in(site.nodes());
        final Map<Integer, StreamSearch.Found> places =
                wrong.lost().isEmpty() ? Map.of() : new StreamSearch(site.kinesis(), Site.STREAM).find(wrong.lost());
        for (final int id : first(wrong.lost())) {
            final StreamSearch.Found place = places.get(id);
            lines.add("order " + id + " is lost: " + (place == null ? "not in the stream" : place));
            if (place != null) {
                addFlowFiles(lines, flowFiles, place);
            }
        }
        for (final int id : first(wrong.duplicated())) {
            lines.add("order " + id + " has more than one row");
            addRows(lines, flowFiles, connection, id, false);
        }
        for (final int id : first(wrong.altered())) {
            lines.add("order " + id + " is not as it was produced: "
                    + site.load().produced().order(id));
            addRows(lines, flowFiles, connection, id, true);
        }
        return lines;
    }

    /** @param whole whether every column is shown */
    private void addRows(
            final List<String> lines,
            final FlowFileSearch flowFiles,
            final Connection connection,
            final int id,
            final boolean whole)
            throws SQLException {
        final Set<StreamSearch.Found> places = new LinkedHashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT * FROM " + Site.TABLE + " WHERE \"ID\"::NUMBER(38,0) = ? ORDER BY " + Site.LANDING)) {
            statement.setLong(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    lines.add("  row " + rows.getString(Site.LANDING) + " landed "
                            + rows.getTimestamp(Site.LANDED_AT).toInstant() + ": "
                            + (whole ? columns(rows) : rows.getString("KINESISMETADATA")));
                    site.journal()
                            .of(rows.getTimestamp(Site.LANDED_AT).toInstant())
                            .forEach(loading -> lines.add("    by " + loading));
                    place(rows.getString("KINESISMETADATA")).ifPresent(places::add);
                }
            }
        }
        places.forEach(place -> addFlowFiles(lines, flowFiles, place));
    }

    /** Empty if there is none: it may be what is wrong in a row. */
    private static Optional<StreamSearch.Found> place(final String metadata) {
        try {
            final JsonNode json = JSON.readTree(metadata == null ? "" : metadata);
            final StreamSearch.Found place = new StreamSearch.Found(
                    json.path("shardId").asText(), json.path("sequenceNumber").asText());
            return Optional.of(place).filter(found -> Position.isSequenceNumber(found.sequenceNumber()));
        } catch (final JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static void addFlowFiles(
            final List<String> lines, final FlowFileSearch flowFiles, final StreamSearch.Found place) {
        flowFiles
                .of(place.shardId(), new Position(place.sequenceNumber(), 0))
                .forEach(line -> lines.add("    in " + line));
    }

    private static String columns(final ResultSet row) throws SQLException {
        final ResultSetMetaData columns = row.getMetaData();
        final StringJoiner text = new StringJoiner(", ");
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            text.add(columns.getColumnName(i) + "=" + row.getString(i));
        }
        return text.toString();
    }

    private static List<Integer> first(final BitSet ids) {
        return ids.stream().limit(MOST).boxed().toList();
    }
}
