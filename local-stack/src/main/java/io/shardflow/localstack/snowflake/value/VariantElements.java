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
package io.shardflow.localstack.snowflake.value;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is at a path in a {@link Variant}. Safe for use by several threads. */
public final class VariantElements {
    /** Bytes up to which a document is read whole when one of its fields is wanted. */
    private static final int SMALL = 1024;

    private record Fields(byte[] json, Map<String, String> texts) {}

    private static final ThreadLocal<Fields> LAST = new ThreadLocal<>();
    private static final Map<String, List<Object>> PATHS = new ConcurrentHashMap<>();

    private VariantElements() {}

    /** The element at a path as text like {@link Variant#text}; null when there is none. */
    static String textAt(final byte[] json, final String path) {
        final List<Object> steps = PATHS.computeIfAbsent(path, VariantElements::steps);
        if (json.length <= SMALL && steps.size() == 1 && steps.getFirst() instanceof String name) {
            return topLevel(json).get(name);
        }
        try (JsonParser parser = Variant.STORED.createParser(json)) {
            return find(parser, path) ? Variant.scalarOrJson(parser) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Texts of a document's fields by their name. Several paths of one row are asked for one after the other: it is read once for them. */
    private static Map<String, String> topLevel(final byte[] json) {
        final Fields last = LAST.get();
        if (last != null && last.json() == json) {
            return last.texts();
        }
        final Map<String, String> texts = new HashMap<>();
        try (JsonParser parser = Variant.STORED.createParser(json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    final String name = parser.currentName();
                    parser.nextToken();
                    texts.put(name, Variant.scalarOrJson(parser));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LAST.set(new Fields(json, texts));
        return texts;
    }

    /** The element at a path as JSON; null when there is none. */
    public static byte[] at(final byte[] json, final String path) {
        try (JsonParser parser = Variant.STORED.createParser(json)) {
            return find(parser, path) ? Variant.read(parser) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean find(final JsonParser parser, final String path) throws IOException {
        parser.nextToken();
        for (final Object step : PATHS.computeIfAbsent(path, VariantElements::steps)) {
            final boolean found = step instanceof Integer index ? element(parser, index) : field(parser, (String) step);
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private static boolean field(final JsonParser parser, final String name) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return false;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            final boolean match = name.equals(parser.currentName());
            parser.nextToken();
            if (match) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }

    private static boolean element(final JsonParser parser, final int index) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return false;
        }
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == index) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }

    /** Steps of a path written as a JSON array of names and indexes, for example {@code ["a",0]}. */
    private static List<Object> steps(final String path) {
        final List<Object> steps = new ArrayList<>();
        try (JsonParser parser = Variant.STORED.createParser(path)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                steps.add(
                        parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                                ? (Object) parser.getIntValue()
                                : parser.getText());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return steps;
    }
}
