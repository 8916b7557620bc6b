package vigie.devstack;

import java.io.Reader;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.pattern.PatternReplaceCharFilter;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.AbstractCharFilterFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.NormalizingCharFilterFactory;

/** The character filters, each with the parameters and the defaults of Elasticsearch's own. */
final class CharFilters {

    /** "left => right", as in Elasticsearch's rule files. */
    private static final Pattern RULE = Pattern.compile("(.*)\\s*=>\\s*(.*)\\s*$");

    private CharFilters() {}

    static CharFilterFactory mapping(IndexSettings index, Environment env, String name, Settings settings) {
        List<String> rules = Analysis.getWordList(env, settings, "mappings");
        if (rules == null) {
            throw new IllegalArgumentException(
                "mapping requires either `mappings` or `mappings_path` to be configured");
        }
        NormalizeCharMap.Builder builder = new NormalizeCharMap.Builder();
        for (String rule : rules) {
            Matcher parts = RULE.matcher(rule);
            if (!parts.find()) {
                throw new RuntimeException("Invalid Mapping Rule : [" + rule + "]");
            }
            builder.add(unescape(parts.group(1).trim()), unescape(parts.group(2).trim()));
        }
        NormalizeCharMap map = builder.build();
        return new Normalizing(name, reader -> new MappingCharFilter(map, reader));
    }

    static CharFilterFactory patternReplace(IndexSettings index, Environment env, String name, Settings settings) {
        String written = settings.get("pattern");
        if (written == null || written.isEmpty()) {
            throw new IllegalArgumentException(
                "pattern is missing for [" + name + "] char filter of type 'pattern_replace'");
        }
        Pattern pattern = Regex.compile(written, settings.get("flags"));
        String replacement = settings.get("replacement", "");
        return new Normalizing(name, reader -> new PatternReplaceCharFilter(pattern, replacement, reader));
    }

    /** The escapes of a rule: {@code \\n \\t \\r \\b \\f \\" \\\\} and {@code \\uXXXX}. */
    private static String unescape(String written) {
        StringBuilder read = new StringBuilder();
        for (int at = 0; at < written.length(); at++) {
            char letter = written.charAt(at);
            if (letter != '\\') {
                read.append(letter);
                continue;
            }
            if (++at >= written.length()) {
                throw new RuntimeException("Invalid escaped char in [" + written + "]");
            }
            letter = written.charAt(at);
            switch (letter) {
                case 'n' -> read.append('\n');
                case 't' -> read.append('\t');
                case 'r' -> read.append('\r');
                case 'b' -> read.append('\b');
                case 'f' -> read.append('\f');
                case 'u' -> {
                    read.append((char) Integer.parseInt(written, at + 1, at + 5, 16));
                    at += 4;
                }
                default -> read.append(letter);
            }
        }
        return read.toString();
    }

    private static final class Normalizing extends AbstractCharFilterFactory implements NormalizingCharFilterFactory {

        private final UnaryOperator<Reader> filter;

        Normalizing(String name, UnaryOperator<Reader> filter) {
            super(name);
            this.filter = filter;
        }

        @Override
        public Reader create(Reader reader) {
            return filter.apply(reader);
        }
    }
}
