package vigie.devstack;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishMinimalStemFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchMinimalStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.apache.lucene.analysis.pattern.PatternReplaceFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.tartarus.snowball.ext.DutchStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.FrenchStemmer;
import org.tartarus.snowball.ext.SpanishStemmer;

/** The token filters, each with the parameters and the defaults of Elasticsearch's own. */
final class TokenFilters {

    private TokenFilters() {}

    static TokenFilterFactory lowercase(IndexSettings index, Environment env, String name, Settings settings) {
        if (settings.get("language") != null) {
            throw new IllegalArgumentException("the dev stack's [lowercase] knows no language");
        }
        return normalizing(name, LowerCaseFilter::new);
    }

    static TokenFilterFactory asciiFolding(IndexSettings index, Environment env, String name, Settings settings) {
        boolean both = settings.getAsBoolean("preserve_original", false);
        return new Normalizing(name, input -> new ASCIIFoldingFilter(input, both)) {
            @Override
            public TokenStream normalize(TokenStream input) {
                // A normalised term is one term: the real filter leaves the original out here too.
                return new ASCIIFoldingFilter(input);
            }
        };
    }

    static TokenFilterFactory elision(
            IndexSettings index, Environment env, String name, Settings settings) {
        CharArraySet articles = Analysis.parseArticles(env, settings);
        if (articles == null) {
            throw new IllegalArgumentException("elision filter requires [articles] or [articles_path] setting");
        }
        return normalizing(name, input -> new ElisionFilter(input, articles));
    }

    static TokenFilterFactory patternReplace(IndexSettings index, Environment env, String name, Settings settings) {
        String written = settings.get("pattern", null);
        if (written == null) {
            throw new IllegalArgumentException(
                "pattern is missing for [" + name + "] token filter of type 'pattern_replace'");
        }
        Pattern pattern = Regex.compile(written, settings.get("flags"));
        String replacement = settings.get("replacement", "");
        boolean all = settings.getAsBoolean("all", true);
        return normalizing(name, input -> new PatternReplaceFilter(input, pattern, replacement, all));
    }

    static TokenFilterFactory patternCapture(IndexSettings index, Environment env, String name, Settings settings) {
        List<String> written = settings.getAsList("patterns", null, false);
        if (written == null) {
            throw new IllegalArgumentException("required setting 'patterns' is missing for token filter [" + name + "]");
        }
        Pattern[] patterns = written.stream().map(Pattern::compile).toArray(Pattern[]::new);
        boolean both = settings.getAsBoolean("preserve_original", true);
        return plain(name, input -> new PatternCaptureGroupTokenFilter(input, both, patterns));
    }

    static TokenFilterFactory unique(IndexSettings index, Environment env, String name, Settings settings) {
        if (settings.getAsBoolean("only_on_same_position", false)) {
            return plain(name, RemoveDuplicatesTokenFilter::new);
        }
        return plain(name, Unique::new);
    }

    static TokenFilterFactory stemmer(IndexSettings index, Environment env, String name, Settings settings) {
        String language = settings.get("language", settings.get("name", "porter"));
        return plain(name, stem(language));
    }

    private static UnaryOperator<TokenStream> stem(String language) {
        return switch (language.toLowerCase(Locale.ROOT)) {
            case "english", "porter" -> PorterStemFilter::new;
            case "porter2" -> input -> new SnowballFilter(input, new EnglishStemmer());
            case "light_english", "lightenglish", "kstem" -> KStemFilter::new;
            case "minimal_english", "minimalenglish" -> EnglishMinimalStemFilter::new;
            case "possessive_english", "possessiveenglish" -> EnglishPossessiveFilter::new;
            case "french" -> input -> new SnowballFilter(input, new FrenchStemmer());
            case "light_french", "lightfrench" -> FrenchLightStemFilter::new;
            case "minimal_french", "minimalfrench" -> FrenchMinimalStemFilter::new;
            case "spanish" -> input -> new SnowballFilter(input, new SpanishStemmer());
            case "light_spanish", "lightspanish" -> SpanishLightStemFilter::new;
            case "dutch" -> input -> new SnowballFilter(input, new DutchStemmer());
            default -> throw new IllegalArgumentException(
                "the dev stack's [stemmer] does not know the language [" + language + "]");
        };
    }

    private static TokenFilterFactory plain(String name, UnaryOperator<TokenStream> filter) {
        return new AbstractTokenFilterFactory(name) {
            @Override
            public TokenStream create(TokenStream input) {
                return filter.apply(input);
            }
        };
    }

    private static TokenFilterFactory normalizing(String name, UnaryOperator<TokenStream> filter) {
        return new Normalizing(name, filter);
    }

    /** A filter that a keyword's normalizer may use as well as an analyzer. */
    private static class Normalizing extends AbstractTokenFilterFactory implements NormalizingTokenFilterFactory {

        private final UnaryOperator<TokenStream> filter;

        Normalizing(String name, UnaryOperator<TokenStream> filter) {
            super(name);
            this.filter = filter;
        }

        @Override
        public TokenStream create(TokenStream input) {
            return filter.apply(input);
        }
    }
}
